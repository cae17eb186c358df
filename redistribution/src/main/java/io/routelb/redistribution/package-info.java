/**
 * Routes to peers. Enters: a whole {@link io.routelb.model.RoutingIntent}. Leaves: BGP on the wire (or, by other backends, a daemon's
 * configuration) and a {@link io.routelb.redistribution.RoutingStatus}. What does not belong: Services, Kubernetes, netlink.
 */
@NullMarked
package io.routelb.redistribution;

import org.jspecify.annotations.NullMarked;
