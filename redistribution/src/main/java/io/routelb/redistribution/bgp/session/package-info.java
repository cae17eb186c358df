/**
 * The BGP session as a pure finite state machine (RFC 4271 section 8). Enters: configuration, a state, an event and a random number.
 * Leaves: the next state, the actions to carry out and the reason. {@link io.routelb.redistribution.bgp.session.PeerFsm} puts two of
 * them side by side for one peer, the connection we dialled and the one we accepted, and settles their collision. What does not
 * belong: sockets, clocks, threads, routes.
 *
 * <p>What differs from RFC 4271 section 8.2.2, and why, stands in docs/rfc-conformance.md beside the table of all states and events, which
 * is a test. Deliberately not here: CollisionDetectEstablishedState, strict roles (RFC 9234 section 4.2).
 */
@NullMarked
package io.routelb.redistribution.bgp.session;

import org.jspecify.annotations.NullMarked;
