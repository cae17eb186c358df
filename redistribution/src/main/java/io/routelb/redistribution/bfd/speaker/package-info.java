/**
 * BFD on UDP by Netty's epoll transport (RFC 5881, 5883). Enters: the complete set of
 * {@link io.routelb.redistribution.bfd.speaker.BfdPeer}s. Leaves: packets, {@link io.routelb.redistribution.RoutingStatus.Bfd} and, to a
 * {@link io.routelb.redistribution.bfd.speaker.PathListener}, every change of a path.
 *
 * <p>Data path: a {@code Receiver} a port, family and address of ours takes datagrams, of which the kernel has thrown away what came
 * from farther away than it may; {@code BfdSpeaker} finds whom they are for; {@code BfdSession} feeds its state machine and carries out
 * the actions; {@code Transmitter} sends from a port of the session's own. All of it runs on one event loop which nobody else uses, so
 * that a large update of routes never delays a heartbeat. What does not belong: decisions about protocol, and what a lost path means.
 */
@NullMarked
package io.routelb.redistribution.bfd.speaker;

import org.jspecify.annotations.NullMarked;
