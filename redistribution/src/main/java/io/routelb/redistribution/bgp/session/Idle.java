package io.routelb.redistribution.bgp.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Nothing is tried and connections are refused.
 *
 * @param waiting the IdleHoldTimer runs and ends this; else only a start does
 */
public record Idle(int failures, boolean waiting) implements State {
    /** Before the first start. */
    public static final Idle STOPPED = new Idle(0, false);

    private static final Duration SHORTEST_DIAL = Duration.ofSeconds(5);

    @Override
    public Transition on(SessionConfig config, Event event, double random) {
        return switch (event) {
            case Event.ManualStart unused -> start(config);
            case Event.AutomaticStart start -> {
                if (waiting) {
                    yield Transition.ignored(this, event);
                }
                yield start.delay().isZero() ? start(config) : Exit.pause(failures, start.delay(), random);
            }
            case Event.Expired expired ->
                waiting && expired.timer() == SessionTimer.IDLE_HOLD
                        ? begin(config, failures, "the pause is over")
                        : Transition.ignored(this, event);
            case Event.ManualStop unused -> Transition.of(STOPPED, "stopped", new Action.StopTimers());
            case Event.AutomaticStop stop -> Exit.halt(this, stop);
            case Event.Replaced unused -> Transition.ignored(this, event);
            case Event.Retimed unused -> Transition.ignored(this, event);
            case Event.TcpUp unused -> Transition.of(this, "refused in Idle", new Action.Close());
            case Event.TcpDown unused -> Transition.ignored(this, event);
            case Event.Sent unused -> Transition.ignored(this, event);
            case Event.CollisionLost unused -> Transition.ignored(this, event);
            case Event.Received unused -> Transition.ignored(this, event);
            case Event.Malformed unused -> Transition.ignored(this, event);
        };
    }

    /** A wait is over with it. */
    private Transition start(SessionConfig config) {
        Transition begun = begin(config, failures, "started");
        List<Action> actions = new ArrayList<>();
        actions.add(new Action.StopTimers());
        actions.addAll(begun.actions());
        return new Transition(begun.next(), actions, begun.reason());
    }

    static Transition begin(SessionConfig config, int failures, String reason) {
        if (config.passive()) {
            return Transition.of(new Active(failures), reason);
        }
        Duration retry = config.timers().connectRetry();
        Duration limit = retry.compareTo(SHORTEST_DIAL) > 0 ? retry : SHORTEST_DIAL;
        return Transition.of(
                new Connect(failures),
                reason,
                new Action.Dial(),
                new Action.StartTimer(SessionTimer.CONNECT_RETRY, limit));
    }
}
