package io.routelb.bench.bgp;

import io.routelb.bench.measure.Percentiles;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** One address comes to kube-lb0, or goes, among many that stay: until the collector's wire has the UPDATE. One after the other. */
final class OneChange {
    private static final int STANDING = 1_000;
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 5;

    private final Map<String, List<Long>> adding = new LinkedHashMap<>();
    private final Map<String, List<Long>> removing = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    private OneChange() {}

    /** What the collector was told. */
    private static final class Told implements WireTap.Listener {
        private final int speaker;
        private final Set<Long> present = new HashSet<>();
        private final Map<Long, Long> announced = new HashMap<>();
        private final Map<Long, Long> withdrawn = new HashMap<>();

        Told(int speaker) {
            this.speaker = speaker;
        }

        @Override
        public void heard(TcpStreams.Direction direction, long nanos, BgpFrames.Frame message) {
            if (message.type() == BgpFrames.UPDATE && direction.from() == speaker) {
                Ipv4Routes.announced(message.body(), route -> {
                    present.add(route);
                    announced.put(route, nanos);
                });
                Ipv4Routes.withdrawn(message.body(), route -> {
                    present.remove(route);
                    withdrawn.put(route, nanos);
                });
            }
        }
    }

    /** So many changes of each kind, in rounds, order alternating. */
    static Figures run(List<? extends AddressTeller> tellers, int changes) throws IOException, InterruptedException {
        return new OneChange().measure(tellers, Math.max(ROUNDS, changes));
    }

    private Figures measure(List<? extends AddressTeller> tellers, int changes)
            throws IOException, InterruptedException {
        Map<AddressTeller, WireTap<Told>> taps = new LinkedHashMap<>();
        try {
            for (AddressTeller teller : tellers) {
                taps.put(teller, teller.stand().tap(new Told(teller.stand().speakerBits())));
                begin(teller, Objects.requireNonNull(taps.get(teller)));
            }
            List<AddressTeller> order = new ArrayList<>(tellers);
            for (int round = 0; round < ROUNDS; round++) {
                int first = BgpBench.FIRST_ROUTE + STANDING + round * changes;
                for (AddressTeller teller : order) {
                    several(teller, Objects.requireNonNull(taps.get(teller)), first, changes / ROUNDS);
                }
                Collections.reverse(order);
            }
        } finally {
            for (AddressTeller teller : tellers) {
                teller.stand().release();
                teller.end();
            }
            for (WireTap<Told> tap : taps.values()) {
                tap.close();
            }
        }
        return figures(tellers, changes);
    }

    private void begin(AddressTeller teller, WireTap<Told> tap) throws InterruptedException {
        try {
            teller.start(BgpBench.FIRST_ROUTE, STANDING);
            teller.stand().collect();
            tap.await(
                    "the standing routes of " + teller.name(),
                    Contestant.LIMIT,
                    told -> told.present.size() >= STANDING);
            for (int i = 0; i < WARM_UP; i++) {
                change(teller, tap, BgpBench.FIRST_ROUTE - 1 - i);
            }
            adding.remove(teller.name());
            removing.remove(teller.name());
        } catch (IOException e) {
            failures.put(teller.name(), String.valueOf(e.getMessage()));
        }
    }

    private void several(AddressTeller teller, WireTap<Told> tap, int first, int count) throws InterruptedException {
        try {
            for (int i = 0; i < count && !failures.containsKey(teller.name()); i++) {
                change(teller, tap, first + i);
            }
        } catch (IOException e) {
            failures.put(teller.name(), String.valueOf(e.getMessage()));
        }
    }

    private void change(AddressTeller teller, WireTap<Told> tap, int address) throws IOException, InterruptedException {
        long route = Ipv4Routes.host(address);
        long begun = teller.change(true, address);
        tap.await("one route of " + teller.name(), Contestant.LIMIT, told -> told.announced.containsKey(route));
        note(adding, teller, tap.look(told -> Objects.requireNonNull(told.announced.get(route))) - begun);
        begun = teller.change(false, address);
        tap.await("one withdrawal by " + teller.name(), Contestant.LIMIT, told -> told.withdrawn.containsKey(route));
        note(removing, teller, tap.look(told -> Objects.requireNonNull(told.withdrawn.get(route))) - begun);
    }

    private static void note(Map<String, List<Long>> times, AddressTeller teller, long nanos) {
        times.computeIfAbsent(teller.name(), name -> new ArrayList<>()).add(nanos);
    }

    private Figures figures(List<? extends AddressTeller> tellers, int changes) {
        Figures figures = new Figures().put("changes", changes).put("standing", STANDING);
        Ratio added = new Ratio();
        Ratio removed = new Ratio();
        for (AddressTeller teller : tellers) {
            Figures each = new Figures();
            put(each, "add", teller, adding, added);
            put(each, "remove", teller, removing, removed);
            String failure = failures.get(teller.name());
            if (failure != null) {
                each.put("failed", failure);
            }
            figures.put(teller.name(), each);
        }
        return figures.putAll(added.figures("add_p50_")).putAll(removed.figures("remove_p50_"));
    }

    private static void put(
            Figures figures, String what, AddressTeller teller, Map<String, List<Long>> all, Ratio ratio) {
        List<Long> times = all.get(teller.name());
        if (times != null) {
            Percentiles percentiles = new Percentiles(times);
            figures.put(what, percentiles.figures());
            ratio.add(teller.name(), percentiles.millis(50));
        }
    }
}
