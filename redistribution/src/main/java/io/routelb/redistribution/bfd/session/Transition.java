package io.routelb.redistribution.bfd.session;

import java.util.List;

/** What an event came to: the session as it is then, what to do, and why, for logs. */
public record Transition(Session next, List<Action> actions, String reason) {
    public Transition {
        actions = List.copyOf(actions);
    }
}
