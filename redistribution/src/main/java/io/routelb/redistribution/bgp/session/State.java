package io.routelb.redistribution.bgp.session;

/** A state of one connection as RFC 4271 section 8.2.2 names it, with what is known in it. */
public sealed interface State permits Idle, Connect, Active, OpenSent, OpenConfirm, Established {
    /**
     * What an event leads to. Total: every event has a result in every state.
     *
     * @param random in [0, 1), used for jitter
     */
    Transition on(SessionConfig config, Event event, double random);

    /** Attempts since the session was last Established (ConnectRetryCounter). */
    int failures();

    /** The RFC's name. */
    default String name() {
        return getClass().getSimpleName();
    }
}
