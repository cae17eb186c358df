package io.routelb.bench.bgp;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** All BGP measurements, one after the other, each of our speaker and of the daemons that have what it takes, in turns. */
public final class BgpBench {
    /** 10.128.0.0: host routes are told from there on. */
    static final int FIRST_ROUTE = 0x0A_80_00_00;

    /** In the order measured. */
    private static final Set<String> PARTS = Collections.unmodifiableSet(
            new LinkedHashSet<>(List.of("send", "one_change", "receive", "reflect", "bfd")));

    private static final int ROUTES_PER_CLIENT = 500;
    private static final int FEWEST_CLIENTS = 2;
    private static final int MOST_CHANGES = 100;

    private final Workspace workspace;
    private final int size;
    private final int repeats;
    private final int bfdSeconds;
    private final Set<String> parts;
    private final Map<DaemonKind, Stand> stands = new EnumMap<>(DaemonKind.class);
    private final Stand ourStand;

    private BgpBench(Workspace workspace, int size, int repeats, int bfdSeconds, Set<String> parts)
            throws IOException, InterruptedException {
        this.workspace = workspace;
        this.size = size;
        this.repeats = repeats;
        this.bfdSeconds = bfdSeconds;
        this.parts = parts.isEmpty() ? PARTS : parts;
        this.ourStand = Stand.of("ours", workspace);
        for (DaemonKind kind : DaemonKind.values()) {
            stands.put(kind, Stand.of(kind.label(), workspace));
        }
    }

    /**
     * Measures everything.
     *
     * @param size host routes
     * @param repeats how often each is measured
     * @param bfdSeconds how long BFD is held against the load
     * @param parts of {@link #PARTS}; empty = all
     */
    public static Figures run(Workspace workspace, int size, int repeats, int bfdSeconds, Set<String> parts)
            throws IOException, InterruptedException {
        if (!PARTS.containsAll(parts)) {
            throw new IOException("the parts are " + String.join(", ", PARTS));
        }
        BgpBench bench = new BgpBench(workspace, size, repeats, bfdSeconds, parts);
        try {
            return bench.measure();
        } finally {
            bench.ourStand.end();
            for (Stand stand : bench.stands.values()) {
                stand.end();
            }
        }
    }

    private Figures measure() throws IOException, InterruptedException {
        Figures figures =
                new Figures().put("routes", size).put("repeats", repeats).put("versions", versions());
        for (String part : PARTS) {
            if (parts.contains(part)) {
                System.out.println("measuring: " + part.replace('_', ' '));
                long began = System.nanoTime();
                Figures measured = measure(part);
                figures.put(part, measured.seconds("took_s", Duration.ofNanos(System.nanoTime() - began)));
            }
        }
        return figures;
    }

    private Figures measure(String part) throws IOException, InterruptedException {
        Set<DaemonKind> all = EnumSet.allOf(DaemonKind.class);
        return switch (part) {
            case "send" -> Comparison.run(new Sending(size), contestants(all), repeats);
            case "one_change" ->
                OneChange.run(tellers(EnumSet.of(DaemonKind.BIRD, DaemonKind.FRR)), Math.min(MOST_CHANGES, size));
            case "receive" -> {
                Receiving receiving = new Receiving(size);
                yield Comparison.run(receiving, contestants(all), repeats).putAll(receiving.memoryRatio());
            }
            case "reflect" -> {
                int clients = Math.clamp(size / ROUTES_PER_CLIENT, FEWEST_CLIENTS, Stand.MOST_SOURCES);
                Set<DaemonKind> reflecting = EnumSet.of(DaemonKind.BIRD, DaemonKind.GOBGP);
                yield Comparison.run(new Reflecting(clients), contestants(reflecting), repeats)
                        .put("clients", clients);
            }
            case "bfd" -> {
                Stand besides = Stand.of("bfd", workspace);
                Figures held = BfdUnderLoad.run(ours(besides), size, bfdSeconds);
                besides.end();
                yield held;
            }
            default -> throw new IllegalStateException(part);
        };
    }

    private List<Contestant> contestants(Set<DaemonKind> kinds) throws IOException {
        List<Contestant> all = new ArrayList<>();
        all.add(ours(ourStand));
        kinds.forEach(kind -> all.add(new DaemonContestant(kind, stand(kind))));
        return all;
    }

    private OurContestant ours(Stand stand) throws IOException {
        Path flags = Path.of(System.getProperty("routelb.root", ""), "lb-node/src/main/jvm.options");
        return new OurContestant(stand, workspace.programs(), flags);
    }

    private List<AddressTeller> tellers(Set<DaemonKind> kinds) throws IOException {
        List<AddressTeller> all = new ArrayList<>();
        all.add(new OurAddresses(ours(ourStand)));
        for (DaemonKind kind : kinds) {
            all.add(kind == DaemonKind.FRR ? DaemonAddresses.frr(stand(kind)) : DaemonAddresses.bird(stand(kind)));
        }
        return all;
    }

    private Stand stand(DaemonKind kind) {
        return Objects.requireNonNull(stands.get(kind));
    }

    private Map<String, String> versions() throws IOException, InterruptedException {
        Map<String, String> versions = new TreeMap<>();
        for (DaemonKind kind : DaemonKind.values()) {
            versions.put(kind.label(), new DaemonContestant(kind, stand(kind)).version());
        }
        return versions;
    }
}
