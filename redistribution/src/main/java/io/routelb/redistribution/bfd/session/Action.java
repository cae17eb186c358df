package io.routelb.redistribution.bfd.session;

import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.Diagnostic;
import io.routelb.redistribution.bfd.packet.State;
import java.time.Duration;

/** What the owner of the socket has to do, in order. */
public sealed interface Action {
    /** Send a packet, signed where it has an Authentication Section. */
    record Send(ControlPacket packet) implements Action {}

    /** Start a timer, anew when it runs. */
    record StartTimer(SessionTimer timer, Duration duration) implements Action {}

    /** Stop a timer. */
    record StopTimer(SessionTimer timer) implements Action {}

    /**
     * The session changed its state.
     *
     * @param pathLost it was Up, and is Down for a reason that is nobody's wish: what depends on the path is to act (RFC 5882 section 3.2)
     */
    record Changed(State from, State to, Diagnostic reason, boolean pathLost) implements Action {}

    /** The packet was refused: it has changed nothing. */
    record Discard(String sentence) implements Action {}
}
