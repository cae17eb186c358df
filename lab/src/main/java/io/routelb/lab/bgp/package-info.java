/**
 * Our speaker and a routing daemon from the distribution, opposite each other on a cable. In: a {@code RoutingIntent} for ours, a
 * {@link io.routelb.lab.bgp.RouterSetup} for the daemon's. Out: our status, and sessions and routes as the daemon's own command line shows
 * them. Not here: what should come of it (scenarios), and Kubernetes.
 */
@NullMarked
package io.routelb.lab.bgp;

import org.jspecify.annotations.NullMarked;
