package io.routelb.redistribution.bgp.session;

import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Keepalive;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Open;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.message.Update;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection that is up in Connect or Active while the DelayOpenTimer runs: the peer may speak first (RFC 4271 section 8.1.1). What
 * is wrong with what it says is told it, as with SendNOTIFICATIONwithoutOPEN.
 */
final class DelayOpen {
    private static final String TOO_EARLY = "a message came before the connection was up";

    private DelayOpen() {}

    /** The connection is up: our OPEN goes out, or we begin to wait in the state given. */
    static Transition connected(SessionConfig config, State waiting) {
        return config.timers().delayOpen().isZero()
                ? OpenSent.enter(config, waiting.failures())
                : Transition.of(
                        waiting,
                        "connected; the peer may speak first",
                        new Action.StopTimers(),
                        new Action.StartTimer(
                                SessionTimer.DELAY_OPEN, config.timers().delayOpen()));
    }

    static Transition received(State from, boolean delaying, SessionConfig config, Message message, double random) {
        return delaying ? first(from, config, message, random) : Exit.drop(from, config, random, TOO_EARLY);
    }

    private static Transition first(State from, SessionConfig config, Message message, double random) {
        return switch (message) {
            case Open open -> {
                Transition judged = OpenSent.opened(from, config, open, random);
                if (!(judged.next() instanceof OpenConfirm)) {
                    yield judged;
                }
                List<Action> actions = new ArrayList<>();
                actions.add(new Action.Send(config.open()));
                actions.addAll(judged.actions());
                yield new Transition(judged.next(), actions, judged.reason());
            }
            case Notification notification -> Exit.closedByPeer(from, config, random, notification);
            case Keepalive unused -> early(from, config, random, message);
            case Update unused -> early(from, config, random, message);
            case RouteRefresh unused -> early(from, config, random, message);
        };
    }

    private static Transition early(State from, SessionConfig config, double random, Message message) {
        return Exit.unexpected(from, config, random, message.type().toString(), 0);
    }

    static Transition malformed(State from, boolean delaying, SessionConfig config, double random, BgpException error) {
        return delaying ? Exit.malformed(from, config, random, error, 0) : Exit.drop(from, config, random, TOO_EARLY);
    }
}
