package io.routelb.redistribution.bgp.session;

/** The state machine of one connection (RFC 4271 section 8.2.2). */
public final class Fsm {
    private Fsm() {}

    /** What the event leads to. {@code random} in [0, 1) is used for jitter. */
    public static Transition on(SessionConfig config, State state, Event event, double random) {
        return state.on(config, event, random);
    }
}
