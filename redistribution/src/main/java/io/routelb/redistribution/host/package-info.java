/**
 * What backends have in common that leave the speaking to a routing daemon of the host. Enters: a {@link io.routelb.model.RoutingIntent}.
 * Leaves: what of it the daemon must be told beyond what it takes from the link of Service addresses. What does not belong: the words of any
 * one daemon.
 */
@NullMarked
package io.routelb.redistribution.host;

import org.jspecify.annotations.NullMarked;
