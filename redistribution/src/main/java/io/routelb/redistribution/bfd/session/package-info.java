/**
 * One BFD session as a pure state machine (RFC 5880 section 6.8), asynchronous mode. Enters: configuration, a session, an event and a
 * random number. Leaves: the next session, the actions to carry out and the reason. What does not belong: sockets, clocks, threads,
 * and whom a packet is for.
 *
 * <p>Deliberately not here: the Echo function (required minimum interval 0 is told), Demand mode of our own (the peer's is answered),
 * the passive role. The C bit is never set: our BFD ends with the process that speaks BGP, and a peer shall know that.
 */
@NullMarked
package io.routelb.redistribution.bfd.session;

import org.jspecify.annotations.NullMarked;
