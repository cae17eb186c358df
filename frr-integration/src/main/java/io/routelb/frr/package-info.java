/**
 * A node's FRR as a way to make routes reachable. Enters: a whole {@link io.routelb.model.RoutingIntent}. Leaves: commands on the
 * terminals of FRR's daemons, a marked section in its configuration file, and a {@link io.routelb.redistribution.RoutingStatus}. What does
 * not belong: Services, Kubernetes, netlink, BGP messages.
 */
@NullMarked
package io.routelb.frr;

import org.jspecify.annotations.NullMarked;
