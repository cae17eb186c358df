/**
 * The BIRD of the host as a {@link io.routelb.redistribution.RoutingBackend}. Enters: a {@link io.routelb.model.RoutingIntent}. Leaves: a file
 * that {@link io.routelb.bird.render} makes of it, put in force over the socket of {@link io.routelb.bird.control}, and what the daemon says
 * of its sessions. What does not belong: BGP on the wire, Services, Kubernetes.
 */
@NullMarked
package io.routelb.bird;

import org.jspecify.annotations.NullMarked;
