package io.routelb.redistribution.bgp.session;

import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Notification;
import java.time.Duration;
import java.util.Optional;

/** What can happen to one connection of a session (RFC 4271 section 8.1). */
public sealed interface Event {
    /** ManualStart or AutomaticStart, after {@code delay}. */
    record Start(Duration delay) implements Event {}

    /** ManualStop or AutomaticStop; a session that has got as far is told {@code farewell}. */
    record Stop(Optional<Notification> farewell) implements Event {}

    /** Tcp_CR_Acked or TcpConnectionConfirmed: the connection is up. */
    record TcpUp() implements Event {}

    /** TcpConnectionFails: it could not be made, or was closed by the peer or the network. The sentence says how. */
    record TcpDown(String sentence) implements Event {}

    /** OpenCollisionDump: the other connection to this peer is the one to keep. */
    record CollisionLost() implements Event {}

    /** A timer ran out. */
    record Expired(SessionTimer timer) implements Event {}

    /** What was sent so far has left: the peer takes it (RFC 9687). */
    record Sent() implements Event {}

    /** A message without fault arrived. */
    record Received(Message message) implements Event {}

    /** BGPHeaderErr, BGPOpenMsgErr or UpdateMsgErr: octets that are no message. */
    record Malformed(BgpException error) implements Event {}
}
