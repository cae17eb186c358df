package io.routelb.redistribution.bgp.session;

/**
 * We wait: for the peer to dial us, and unless passive for our next try.
 *
 * @param delaying it has, and we wait for its OPEN before we send ours
 */
public record Active(int failures, boolean delaying) implements State {
    Active(int failures) {
        this(failures, false);
    }

    @Override
    public Transition on(SessionConfig config, Event event, double random) {
        return switch (event) {
            case Event.TcpUp unused ->
                delaying ? Transition.ignored(this, event) : DelayOpen.connected(config, new Active(failures, true));
            case Event.Expired expired -> expired(config, event, expired.timer());
            case Event.ManualStop stop -> Exit.stop(this, stop.farewell());
            case Event.AutomaticStop stop -> Exit.halt(this, stop);
            case Event.Received received -> DelayOpen.received(this, delaying, config, received.message(), random);
            case Event.Malformed malformed -> DelayOpen.malformed(this, delaying, config, random, malformed.error());
            case Event.TcpDown down ->
                delaying ? OpenSent.lost(this, config, random, down.sentence()) : Transition.ignored(this, event);
            case Event.CollisionLost unused -> Exit.collided(this, config, random);
            case Event.Sent unused -> Transition.ignored(this, event);
            case Event.ManualStart unused -> Transition.ignored(this, event);
            case Event.AutomaticStart unused -> Transition.ignored(this, event);
            case Event.Replaced unused -> Transition.ignored(this, event);
            case Event.Retimed unused -> Transition.ignored(this, event);
        };
    }

    private Transition expired(SessionConfig config, Event event, SessionTimer timer) {
        return switch (timer) {
            case CONNECT_RETRY ->
                delaying ? Transition.ignored(this, event) : Idle.begin(config, failures, "dialling again");
            case DELAY_OPEN -> delaying ? OpenSent.enter(config, failures) : Transition.ignored(this, event);
            case HOLD, SEND_HOLD, KEEPALIVE, IDLE_HOLD -> Transition.ignored(this, event);
        };
    }
}
