package io.routelb.redistribution.bgp.session;

/** We wait: for the peer to dial us, and unless passive for our next try. */
public record Active(int failures) implements State {
    @Override
    public Transition on(SessionConfig config, Event event, double random) {
        return switch (event) {
            case Event.TcpUp unused -> OpenSent.enter(config, failures);
            case Event.Expired expired ->
                expired.timer() == SessionTimer.CONNECT_RETRY
                        ? Idle.begin(config, failures, "dialling again")
                        : Transition.ignored(this, event);
            case Event.Stop stop -> Exit.stop(this, stop.farewell());
            case Event.Sent unused -> Transition.ignored(this, event);
            case Event.CollisionLost unused -> Exit.collided(this, config, random);
            case Event.Start unused -> Transition.ignored(this, event);
            case Event.TcpDown unused -> Transition.ignored(this, event);
            case Event.Received unused ->
                Exit.drop(this, config, random, "a message came before the connection was up");
            case Event.Malformed unused ->
                Exit.drop(this, config, random, "a message came before the connection was up");
        };
    }
}
