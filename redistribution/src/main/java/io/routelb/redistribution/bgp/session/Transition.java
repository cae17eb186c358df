package io.routelb.redistribution.bgp.session;

import java.util.List;

/** What an event came to: the state to be in, what to do, and why, for logs. */
public record Transition(State next, List<Action> actions, String reason) {
    public Transition {
        actions = List.copyOf(actions);
    }

    static Transition of(State next, String reason, Action... actions) {
        return new Transition(next, List.of(actions), reason);
    }

    /** Nothing changes and nothing is to be done. */
    static Transition ignored(State state, Event event) {
        return of(state, event.getClass().getSimpleName() + " means nothing in " + state.name());
    }
}
