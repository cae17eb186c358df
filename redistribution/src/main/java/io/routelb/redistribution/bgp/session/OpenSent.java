package io.routelb.redistribution.bgp.session;

import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Keepalive;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Open;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.message.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Our OPEN is on its way, the peer's is awaited.
 *
 * @param held the peer's OPEN and perhaps a KEEPALIVE, which wait for the other connection ({@link PeerFsm})
 */
public record OpenSent(int failures, List<Message> held) implements State {
    /** An OPEN, and what confirms ours; more of that says no more. */
    private static final int MOST_HELD = 2;

    public OpenSent {
        held = List.copyOf(held);
    }

    OpenSent(int failures) {
        this(failures, List.of());
    }

    OpenSent holding(Message message) {
        List<Message> more = new ArrayList<>(held);
        more.add(message);
        return new OpenSent(failures, more.subList(0, Math.min(more.size(), MOST_HELD)));
    }

    /** RFC 4271 section 8.2.2: a large value until one has been negotiated; 4 minutes are suggested. */
    static final Duration LARGE_HOLD = Duration.ofMinutes(4);

    static Transition enter(SessionConfig config, int failures) {
        return Transition.of(
                new OpenSent(failures),
                "connected",
                new Action.StopTimers(),
                new Action.Send(config.open()),
                new Action.StartTimer(SessionTimer.HOLD, LARGE_HOLD));
    }

    @Override
    public Transition on(SessionConfig config, Event event, double random) {
        return switch (event) {
            case Event.Received received -> received(config, received.message(), random);
            case Event.Malformed malformed -> Exit.malformed(this, config, random, malformed.error(), 1);
            case Event.TcpDown down -> lost(this, config, random, down.sentence());
            case Event.Expired expired ->
                expired.timer() == SessionTimer.HOLD
                        ? Exit.holdExpired(this, config, random)
                        : Transition.ignored(this, event);
            case Event.ManualStop stop -> Exit.stop(this, stop.farewell());
            case Event.AutomaticStop stop -> Exit.halt(this, stop);
            case Event.Sent unused -> Transition.ignored(this, event);
            case Event.CollisionLost unused -> Exit.collided(this, config, random);
            case Event.ManualStart unused -> Transition.ignored(this, event);
            case Event.AutomaticStart unused -> Transition.ignored(this, event);
            case Event.Replaced unused -> Transition.ignored(this, event);
            case Event.Retimed unused -> Transition.ignored(this, event);
            case Event.TcpUp unused -> Transition.ignored(this, event);
        };
    }

    private Transition received(SessionConfig config, Message message, double random) {
        return switch (message) {
            case Open open -> opened(this, config, open, random);
            case Notification notification -> Exit.closedByPeer(this, config, random, notification);
            case Keepalive unused ->
                Exit.unexpected(this, config, random, message.type().toString(), 1);
            case Update unused ->
                Exit.unexpected(this, config, random, message.type().toString(), 1);
            case RouteRefresh unused ->
                Exit.unexpected(this, config, random, message.type().toString(), 1);
        };
    }

    /** The peer's OPEN came, in this state or while ours was delayed. */
    static Transition opened(State from, SessionConfig config, Open open, double random) {
        Negotiated negotiated;
        try {
            negotiated = Negotiated.of(config, open);
        } catch (BgpException e) {
            return Exit.fail(from, config, random, e.notification(), e.sentence());
        }
        List<Action> actions = new ArrayList<>();
        actions.add(new Action.StopTimers());
        actions.add(new Action.Send(Keepalive.INSTANCE));
        actions.addAll(Heartbeat.start(negotiated, random));
        return new Transition(new OpenConfirm(from.failures(), negotiated), actions, "the peer's OPEN is acceptable");
    }

    /** RFC 4271 section 8.2.2, Event 18: back to Active, dialling again later. */
    static Transition lost(State from, SessionConfig config, double random, String sentence) {
        int more = from.failures() + 1;
        List<Action> actions =
                new ArrayList<>(List.of(new Action.Close(), new Action.StopTimers(), new Action.Fault(sentence)));
        if (!config.passive()) {
            actions.add(new Action.StartTimer(SessionTimer.CONNECT_RETRY, Backoff.after(more, config, random)));
        }
        return new Transition(new Active(more), actions, sentence);
    }
}
