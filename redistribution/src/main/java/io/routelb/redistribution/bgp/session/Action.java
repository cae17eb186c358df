package io.routelb.redistribution.bgp.session;

import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Update;
import java.time.Duration;

/** What the owner of the connection has to do, in order. */
public sealed interface Action {
    /** Open a TCP connection to the peer. */
    record Dial() implements Action {}

    /** Close the TCP connection or stop dialling, after what was sent has left. */
    record Close() implements Action {}

    /** Send a message. */
    record Send(Message message) implements Action {}

    /** Start a timer anew. */
    record StartTimer(SessionTimer timer, Duration duration) implements Action {}

    /** Stop all timers of this connection. */
    record StopTimers() implements Action {}

    /** The session is Established: routes may be sent. */
    record Up(Negotiated negotiated) implements Action {}

    /**
     * The session is Established no longer.
     *
     * @param stale what the peer told is kept as {@link Negotiated#restart} has it (RFC 4724 section 4.2), else it is void (RFC 4271
     *     section 8.2.2)
     */
    record Down(String reason, boolean stale) implements Action {}

    /** Something for people to know went wrong. */
    record Fault(String sentence) implements Action {}

    /** The peer's routes. */
    record Deliver(Update update) implements Action {}

    /** The peer wants our routes of the family again (RFC 2918). */
    record Resend(AfiSafi family) implements Action {}

    /** The peer begins, or has ended, to tell its routes of the family again (RFC 7313 section 3.2). */
    record PeerRefresh(AfiSafi family, boolean begins) implements Action {}
}
