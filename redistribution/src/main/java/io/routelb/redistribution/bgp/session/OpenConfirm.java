package io.routelb.redistribution.bgp.session;

import io.routelb.redistribution.bgp.message.Keepalive;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Open;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.message.Update;
import java.util.ArrayList;
import java.util.List;

/** Both OPENs are in order, the peer's first KEEPALIVE is awaited. */
public record OpenConfirm(int failures, Negotiated negotiated) implements State {
    @Override
    public Transition on(SessionConfig config, Event event, double random) {
        return switch (event) {
            case Event.Received received -> received(config, received.message(), random);
            case Event.Malformed malformed -> Exit.malformed(this, config, random, malformed.error(), 2);
            case Event.Sent unused -> new Transition(this, Heartbeat.taken(negotiated), "the peer takes what we send");
            case Event.TcpDown down -> Exit.drop(this, config, random, down.sentence());
            case Event.Expired expired -> expired(config, event, expired.timer(), random);
            case Event.ManualStop stop -> Exit.stop(this, stop.farewell());
            case Event.AutomaticStop stop -> Exit.halt(this, stop);
            case Event.CollisionLost unused -> Exit.collided(this, config, random);
            case Event.ManualStart unused -> Transition.ignored(this, event);
            case Event.AutomaticStart unused -> Transition.ignored(this, event);
            case Event.Replaced unused -> Transition.ignored(this, event);
            case Event.Retimed unused -> {
                Negotiated retimed = negotiated.timedBy(config.timers());
                yield Heartbeat.retimed(new OpenConfirm(failures, retimed), retimed, random);
            }
            case Event.TcpUp unused -> Transition.ignored(this, event);
        };
    }

    private Transition received(SessionConfig config, Message message, double random) {
        return switch (message) {
            case Keepalive unused -> {
                List<Action> actions = new ArrayList<>(Heartbeat.heard(negotiated));
                actions.add(new Action.Up(negotiated));
                yield new Transition(new Established(negotiated), actions, "the peer confirmed");
            }
            case Notification notification -> Exit.closedByPeer(this, config, random, notification);
            case Open unused ->
                Exit.unexpected(this, config, random, message.type().toString(), 2);
            case Update unused ->
                Exit.unexpected(this, config, random, message.type().toString(), 2);
            case RouteRefresh unused ->
                Exit.unexpected(this, config, random, message.type().toString(), 2);
        };
    }

    private Transition expired(SessionConfig config, Event event, SessionTimer timer, double random) {
        return switch (timer) {
            case HOLD -> Exit.holdExpired(this, config, random);
            case SEND_HOLD -> Exit.sendHoldExpired(this, config, random);
            case KEEPALIVE ->
                Transition.of(
                        this,
                        "time for a KEEPALIVE",
                        new Action.Send(Keepalive.INSTANCE),
                        Heartbeat.keepalive(negotiated, random));
            case CONNECT_RETRY, DELAY_OPEN, IDLE_HOLD -> Transition.ignored(this, event);
        };
    }
}
