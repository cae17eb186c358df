package io.routelb.redistribution.bgp.session;

import java.util.List;

/** The timers that keep a session alive (RFC 4271 sections 4.4 and 10, RFC 9687). None run when the hold time is zero. */
final class Heartbeat {
    private Heartbeat() {}

    static List<Action> start(Negotiated negotiated, double random) {
        return negotiated.hold().isZero()
                ? List.of()
                : List.of(hold(negotiated), sendHold(negotiated), keepalive(negotiated, random));
    }

    /** After the peer has shown itself alive. */
    static List<Action> heard(Negotiated negotiated) {
        return negotiated.hold().isZero() ? List.of() : List.of(hold(negotiated));
    }

    /** After the peer has taken what we sent. */
    static List<Action> taken(Negotiated negotiated) {
        return negotiated.hold().isZero() ? List.of() : List.of(sendHold(negotiated));
    }

    private static Action sendHold(Negotiated negotiated) {
        return new Action.StartTimer(SessionTimer.SEND_HOLD, negotiated.sendHold());
    }

    private static Action hold(Negotiated negotiated) {
        return new Action.StartTimer(SessionTimer.HOLD, negotiated.hold());
    }

    static Action keepalive(Negotiated negotiated, double random) {
        return new Action.StartTimer(SessionTimer.KEEPALIVE, Backoff.jittered(negotiated.keepalive(), random));
    }
}
