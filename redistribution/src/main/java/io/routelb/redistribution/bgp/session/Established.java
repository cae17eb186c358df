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

/** Routes flow. */
public record Established(Negotiated negotiated) implements State {
    @Override
    public int failures() {
        return 0;
    }

    @Override
    public Transition on(SessionConfig config, Event event, double random) {
        return switch (event) {
            case Event.Received received -> received(config, received.message(), random);
            case Event.Malformed malformed -> malformed(config, random, malformed.error());
            case Event.Sent unused -> new Transition(this, Heartbeat.taken(negotiated), "the peer takes what we send");
            case Event.TcpDown down -> Exit.drop(this, config, random, down.sentence());
            case Event.Expired expired -> expired(config, event, expired.timer(), random);
            case Event.ManualStop stop -> Exit.stop(this, stop.farewell());
            case Event.AutomaticStop stop -> Exit.halt(this, stop);
            // RFC 4271 section 6.8: an established session is never the one to go.
            case Event.ManualStart unused -> Transition.ignored(this, event);
            case Event.AutomaticStart unused -> Transition.ignored(this, event);
            case Event.Replaced unused -> Exit.drop(this, config, random, "the peer has restarted and dialled anew");
            case Event.Retimed unused -> {
                Negotiated retimed = negotiated.timedBy(config.timers());
                yield Heartbeat.retimed(new Established(retimed), retimed, random);
            }
            case Event.TcpUp unused -> Transition.ignored(this, event);
            case Event.CollisionLost unused -> Transition.ignored(this, event);
        };
    }

    private Transition received(SessionConfig config, Message message, double random) {
        return switch (message) {
            case Keepalive unused -> new Transition(this, Heartbeat.heard(negotiated), "KEEPALIVE");
            case Update update -> {
                List<Action> actions = new ArrayList<>(Heartbeat.heard(negotiated));
                actions.add(new Action.Deliver(update));
                yield new Transition(this, actions, "UPDATE");
            }
            case RouteRefresh refresh -> refresh(refresh);
            case Notification notification -> Exit.closedByPeer(this, config, random, notification);
            case Open unused -> Exit.unexpected(this, config, random, "OPEN", 3);
        };
    }

    private Transition malformed(SessionConfig config, double random, BgpException error) {
        Notification notification = error.notification();
        return notification.code() == Notification.OPEN_ERROR
                ? Exit.unexpected(this, config, random, "OPEN", 3)
                : Exit.fail(this, config, random, notification, error.sentence() + ": " + notification.describe());
    }

    private Transition refresh(RouteRefresh refresh) {
        return switch (refresh.subtype()) {
            case RouteRefresh.REQUEST -> Transition.of(this, "ROUTE-REFRESH", new Action.Resend(refresh.family()));
            case RouteRefresh.BEGIN, RouteRefresh.END ->
                negotiated.enhancedRefresh()
                        ? Transition.of(
                                this,
                                "the peer tells its routes again",
                                new Action.PeerRefresh(refresh.family(), refresh.subtype() == RouteRefresh.BEGIN))
                        : Transition.of(this, "a mark of an enhanced refresh that was not negotiated");
            // RFC 7313 section 5: others are ignored.
            default -> Transition.of(this, "a ROUTE-REFRESH of an unknown kind");
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
