package io.routelb.redistribution.bgp.session;

/** We are dialling. */
public record Connect(int failures) implements State {
    @Override
    public Transition on(SessionConfig config, Event event, double random) {
        return switch (event) {
            case Event.TcpUp unused -> OpenSent.enter(config, failures);
            case Event.TcpDown down -> retry(config, random, down.sentence());
            case Event.Expired expired ->
                expired.timer() == SessionTimer.CONNECT_RETRY
                        ? retry(
                                config,
                                random,
                                config.peer() + " did not answer the connection attempt in time" + config.silence())
                        : Transition.ignored(this, event);
            case Event.Stop stop -> Exit.stop(this, stop.farewell());
            case Event.Sent unused -> Transition.ignored(this, event);
            case Event.CollisionLost unused -> Exit.collided(this, config, random);
            case Event.Start unused -> Transition.ignored(this, event);
            case Event.Received unused ->
                Exit.drop(this, config, random, "a message came before the connection was up");
            case Event.Malformed unused ->
                Exit.drop(this, config, random, "a message came before the connection was up");
        };
    }

    /** RFC 4271 section 8.2.2, Event 18: wait for the peer to dial us, and try again later. */
    private Transition retry(SessionConfig config, double random, String sentence) {
        int more = failures + 1;
        return Transition.of(
                new Active(more),
                sentence,
                new Action.Close(),
                new Action.Fault(sentence),
                new Action.StartTimer(SessionTimer.CONNECT_RETRY, Backoff.after(more, config, random)));
    }
}
