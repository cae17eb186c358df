package io.routelb.redistribution.bgp.session;

import java.util.List;

/** The two timers that keep a session alive (RFC 4271 sections 4.4 and 10). None run when the hold time is zero. */
final class Heartbeat {
    private Heartbeat() {}

    static List<Action> start(Negotiated negotiated, double random) {
        return negotiated.hold().isZero() ? List.of() : List.of(hold(negotiated), keepalive(negotiated, random));
    }

    /** After the peer has shown itself alive. */
    static List<Action> heard(Negotiated negotiated) {
        return negotiated.hold().isZero() ? List.of() : List.of(hold(negotiated));
    }

    private static Action hold(Negotiated negotiated) {
        return new Action.StartTimer(SessionTimer.HOLD, negotiated.hold());
    }

    static Action keepalive(Negotiated negotiated, double random) {
        return new Action.StartTimer(SessionTimer.KEEPALIVE, Backoff.jittered(negotiated.keepalive(), random));
    }
}
