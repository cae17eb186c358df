package io.routelb.bench.bgp;

import java.io.IOException;

/**
 * Routes that a contestant has taken in from a feeder and holds until this is closed, which ends the session.
 *
 * @param nanos from the first octet written to all of them in the RIB
 */
record Taken(RawSpeaker feeder, RawSession session, long nanos) implements AutoCloseable {
    /** Dials, and tells them when the session is up. */
    static Taken by(Contestant contestant, int count) throws IOException, InterruptedException {
        RawSpeaker feeder = contestant.stand().feeder();
        RawSession session = feeder.dial(contestant.stand().ends(0, Stand.FEEDER_AS));
        try {
            feeder.await(
                    "the feeder's session with " + contestant.name(),
                    Contestant.LIMIT,
                    session,
                    RawSession::isEstablished);
            byte[] routes = RawMessages.external(
                    BgpBench.FIRST_ROUTE, count, Stand.FEEDER_AS, session.ends().fromBits());
            long start = System.nanoTime();
            session.send(routes);
            session.send(RawMessages.endOfRib());
            return new Taken(feeder, session, contestant.awaitRoutes(Stand.source(0), count) - start);
        } catch (IOException e) {
            feeder.drop(session);
            throw e;
        }
    }

    @Override
    public void close() {
        feeder.drop(session);
    }
}
