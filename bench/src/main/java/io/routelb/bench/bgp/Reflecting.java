package io.routelb.bench.bgp;

import com.google.gson.JsonObject;
import io.routelb.bench.measure.Percentiles;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A reflector's load: clients that tell a few routes each, from the moment they begin until each has those of all the others. */
final class Reflecting implements Measurement {
    private static final int EACH = 5;

    private final int clients;
    /** Of ours, nanoseconds, one of each round. */
    private final List<Long> delays = new ArrayList<>();

    private final List<Long> wakings = new ArrayList<>();

    Reflecting(int clients) {
        this.clients = clients;
    }

    @Override
    public void prepare(Contestant contestant, Outcome outcome) throws IOException, InterruptedException {
        Stand stand = contestant.stand();
        List<RouterSetup.Neighbour> neighbours = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            neighbours.add(stand.neighbour(Stand.source(i), Stand.SPEAKER_AS, new Option.ReflectorClient()));
        }
        contestant.start(stand.setup(neighbours.toArray(RouterSetup.Neighbour[]::new)));
    }

    @Override
    public void measure(Contestant contestant, Outcome outcome) throws IOException, InterruptedException {
        Stand stand = contestant.stand();
        RawSpeaker feeder = stand.feeder();
        List<RawSession> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                sessions.add(feeder.dial(stand.ends(i, Stand.SPEAKER_AS)));
            }
            awaitAll(feeder, "sessions with " + contestant.name(), sessions, RawSession::isEstablished);
            resetDelay(contestant);
            long start = System.nanoTime();
            for (int i = 0; i < clients; i++) {
                int source = ByteBuffer.wrap(
                                InetAddress.getByName(Stand.source(i)).getAddress())
                        .getInt();
                sessions.get(i).send(RawMessages.internal(BgpBench.FIRST_ROUTE + i * EACH, EACH, source));
            }
            int others = (clients - 1) * EACH;
            awaitAll(feeder, others + " routes", sessions, session -> session.announced() >= others);
            long last = sessions.stream().mapToLong(RawSession::updatedAt).max().orElse(start);
            outcome.took(last - start);
            if (contestant instanceof OurContestant ours) {
                delays.add(ours.longestDelay());
                wakings.add(ours.latestWaking());
                outcome.further()
                        .put("longest_loop_delay_ms", millisOf(delays))
                        .put("latest_waking_ms", millisOf(wakings));
            }
        } finally {
            for (RawSession session : sessions) {
                feeder.drop(session);
            }
        }
    }

    private static void resetDelay(Contestant contestant) throws IOException, InterruptedException {
        if (contestant instanceof OurContestant ours) {
            ours.longestDelay();
            ours.latestWaking();
        }
    }

    /** What it mostly was, and at worst. */
    private static JsonObject millisOf(List<Long> rounds) {
        Percentiles percentiles = new Percentiles(rounds);
        JsonObject figures = new JsonObject();
        figures.addProperty("median", percentiles.millis(50));
        figures.addProperty("max", percentiles.millis(100));
        return figures;
    }

    private static void awaitAll(
            RawSpeaker feeder, String what, List<RawSession> sessions, Predicate<RawSession> wanted)
            throws IOException, InterruptedException {
        Await.until(
                what,
                Contestant.LIMIT,
                () -> {
                    feeder.requireSound();
                    return sessions.stream().allMatch(wanted);
                },
                () -> sessions.stream()
                        .filter(wanted.negate())
                        .findFirst()
                        .map(session -> session.lastEnd() + ", " + session.announced() + " routes")
                        .orElse(""));
    }
}
