/**
 * The native speaker: BGP sessions on Netty's epoll transport. Enters: a {@link io.routelb.model.RoutingIntent}. Leaves: octets on the
 * wire and a {@link io.routelb.redistribution.RoutingStatus}.
 *
 * <p>Data path: {@code NativeBackend.apply} hands the intent to the one event loop; {@code Speaker} diffs the peers and gives each
 * {@code PeerSession} its routes; that one feeds its state machine and carries out the actions; {@code Connection} frames and codes.
 * Everything but {@code NativeBackend}'s three methods runs on the loop and needs no locks. What does not belong: decisions about
 * protocol, which are pure and live in {@code message}, {@code session} and {@code rib}.
 */
@NullMarked
package io.routelb.redistribution.bgp.speaker;

import org.jspecify.annotations.NullMarked;
