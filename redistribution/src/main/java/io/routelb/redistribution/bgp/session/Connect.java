package io.routelb.redistribution.bgp.session;

/**
 * We are dialling.
 *
 * @param delaying the peer has answered, and we wait for its OPEN before we send ours
 */
public record Connect(int failures, boolean delaying) implements State {
    Connect(int failures) {
        this(failures, false);
    }

    @Override
    public Transition on(SessionConfig config, Event event, double random) {
        return switch (event) {
            case Event.TcpUp unused ->
                delaying ? Transition.ignored(this, event) : DelayOpen.connected(config, new Connect(failures, true));
            case Event.TcpDown down -> retry(config, random, down.sentence());
            case Event.Expired expired -> expired(config, event, expired.timer(), random);
            case Event.ManualStop stop -> Exit.stop(this, stop.farewell());
            case Event.AutomaticStop stop -> Exit.halt(this, stop);
            case Event.Received received -> DelayOpen.received(this, delaying, config, received.message(), random);
            case Event.Malformed malformed -> DelayOpen.malformed(this, delaying, config, random, malformed.error());
            case Event.CollisionLost unused -> Exit.collided(this, config, random);
            case Event.Sent unused -> Transition.ignored(this, event);
            case Event.ManualStart unused -> Transition.ignored(this, event);
            case Event.AutomaticStart unused -> Transition.ignored(this, event);
            case Event.Replaced unused -> Transition.ignored(this, event);
            case Event.Retimed unused -> Transition.ignored(this, event);
        };
    }

    private Transition expired(SessionConfig config, Event event, SessionTimer timer, double random) {
        return switch (timer) {
            case CONNECT_RETRY ->
                retry(
                        config,
                        random,
                        config.peer() + " did not answer the connection attempt in time" + config.silence());
            case DELAY_OPEN -> delaying ? OpenSent.enter(config, failures) : Transition.ignored(this, event);
            case HOLD, SEND_HOLD, KEEPALIVE, IDLE_HOLD -> Transition.ignored(this, event);
        };
    }

    /** RFC 4271 section 8.2.2, Event 18: wait for the peer to dial us, and try again later. */
    private Transition retry(SessionConfig config, double random, String sentence) {
        int more = failures + 1;
        return Transition.of(
                new Active(more),
                sentence,
                new Action.Close(),
                new Action.StopTimers(),
                new Action.Fault(sentence),
                new Action.StartTimer(SessionTimer.CONNECT_RETRY, Backoff.after(more, config, random)));
    }
}
