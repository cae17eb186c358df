package io.routelb.bench.bgp;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.process.Await;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.time.Duration;

/** BFD with the collector while a feeder's routes are taken in and dropped over and over: how often either side took the other for lost. */
final class BfdUnderLoad {
    private static final Option.Bfd BFD = new Option.Bfd(Duration.ofMillis(50), 3);

    private BfdUnderLoad() {}

    /** For so many seconds; ours has not been started yet. */
    static Figures run(OurContestant ours, int size, int seconds) throws IOException, InterruptedException {
        Stand stand = ours.stand();
        String collector = stand.collectorAddress();
        Figures figures = new Figures().put("seconds", seconds);
        int rounds = 0;
        try {
            ours.start(stand.setup(
                    stand.neighbour(collector, Stand.COLLECTOR_AS, BFD),
                    stand.neighbour(Stand.source(0), Stand.FEEDER_AS)));
            stand.collect(BFD);
            Await.until(
                    "BFD with the collector at its pace",
                    Contestant.LIMIT,
                    () -> ours.bfd(collector).equals("Up 0 50 150"));
            ours.longestDelay();
            ours.latestWaking();
            BfdPulse pulse = new BfdPulse();
            try (Tcpdump tcpdump = stand.watchBfd()) {
                tcpdump.to(pulse);
                long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
                while (System.nanoTime() < end) {
                    Receiving.once(ours, size);
                    rounds++;
                }
            }
            figures.put("our_packets", pulse.of(stand.speaker()).figures())
                    .put("collector_packets", pulse.of(collector).figures());
            String[] seen = ours.bfd(collector).split(" ", -1);
            figures.put("false_downs", Integer.parseInt(seen[1]))
                    .put("state", seen[0])
                    .put("downs", ours.logged("BFD session Down"))
                    .put("longest_loop_delay_ms", Outcome.millis(ours.longestDelay()))
                    .put("latest_waking_ms", Outcome.millis(ours.latestWaking()))
                    .put("longest_collection_ms", ours.longestCollection());
        } catch (IOException e) {
            figures.put("failed", String.valueOf(e.getMessage()));
        }
        ours.end();
        return figures.put("rounds", rounds);
    }
}
