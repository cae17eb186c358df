package io.routelb.redistribution.bgp.session;

import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Notification;
import java.time.Duration;
import java.util.Optional;

/** What can happen to one connection of a session (RFC 4271 section 8.1, whose numbers of events stand here). */
public sealed interface Event {
    /** Somebody wants the session now; passive or not is in the configuration (Events 1, 4). */
    record ManualStart() implements Event {}

    /** The same after a pause, which dampens oscillations (Events 3, 5, 6, 7). */
    record AutomaticStart(Duration delay) implements Event {}

    /** Nobody wants the session any more (Event 2). A peer that has got as far is told {@code farewell}. */
    record ManualStop(Optional<Notification> farewell) implements Event {}

    /**
     * The session may not go on (Event 8), and comes back after {@code pause}; zero = with the next start.
     *
     * @param sentence why, for people
     */
    record AutomaticStop(Notification farewell, String sentence, Duration pause) implements Event {}

    /** Tcp_CR_Acked or TcpConnectionConfirmed: the connection is up (Events 16, 17). */
    record TcpUp() implements Event {}

    /** TcpConnectionFails (Event 18): it could not be made, or was closed by the peer or the network. The sentence says how. */
    record TcpDown(String sentence) implements Event {}

    /** The peer has restarted and speaks on another connection; nothing will come of this one (RFC 4724 section 5). */
    record Replaced() implements Event {}

    /** OpenCollisionDump: the other connection to this peer is the one to keep (Event 23). */
    record CollisionLost() implements Event {}

    /** A timer ran out (Events 9 to 13). */
    record Expired(SessionTimer timer) implements Event {}

    /** Other timers are configured; those that need no new OPEN count from now on. */
    record Retimed() implements Event {}

    /** What was sent so far has left: the peer takes it (RFC 9687). */
    record Sent() implements Event {}

    /** A message without fault arrived (Events 19, 20, 24 to 27). */
    record Received(Message message) implements Event {}

    /** BGPHeaderErr, BGPOpenMsgErr or UpdateMsgErr (Events 21, 22, 28): octets that are no message. */
    record Malformed(BgpException error) implements Event {}
}
