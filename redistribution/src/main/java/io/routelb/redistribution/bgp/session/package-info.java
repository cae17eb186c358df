/**
 * The BGP session as a pure finite state machine (RFC 4271 section 8). Enters: configuration, a state, an event and a random number.
 * Leaves: the next state, the actions to carry out and the reason. {@link io.routelb.redistribution.bgp.session.PeerFsm} puts two of
 * them side by side for one peer, the connection we dialled and the one we accepted, and settles their collision. What does not
 * belong: sockets, clocks, threads, routes.
 *
 * <p>Deliberately not here: DelayOpenTimer, graceful restart (its capability is not offered), the SendHoldTimer (RFC 9687).
 */
@NullMarked
package io.routelb.redistribution.bgp.session;

import org.jspecify.annotations.NullMarked;
