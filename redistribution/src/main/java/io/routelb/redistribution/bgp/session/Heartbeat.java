package io.routelb.redistribution.bgp.session;

import io.routelb.redistribution.bgp.message.Keepalive;
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

    /** With what is negotiated anew; at once a KEEPALIVE, so that the peer waits no longer than between any two. */
    static Transition retimed(State same, Negotiated negotiated, double random) {
        List<Action> actions = negotiated.hold().isZero()
                ? List.of()
                : List.of(new Action.Send(Keepalive.INSTANCE), sendHold(negotiated), keepalive(negotiated, random));
        return new Transition(same, actions, "other timers are configured");
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
