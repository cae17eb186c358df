package io.routelb.lab.scenario;

import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.FrrSuite;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One set of objects, and one backend after the other: r1 is told the same by all of them, path by path and attribute by attribute, outside our
 * AS and in it. What differs all the same is said in {@link #asToldBy}, and in the guide.
 */
final class BackendEquivalence implements ClusterScenario {
    private static final Duration STAYS = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "backend-equivalence";
    }

    @Override
    public String summary() {
        return "one set of objects by Native, BIRD and FRR, Include and Full: r1 has the same routes with the same attributes";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        FrrSuite inside = EverySort.of(stage);
        RouterRib plain = settled(stage, inside, Map.of("198.51.100.10/32 n1 external", "path 64512"));
        EverySort.advertise(routing);
        RouterRib rich = settled(
                stage,
                inside,
                Map.of(
                        "198.51.100.10/32 n1 external", "path 64512 64512, med 7, communities 65000:1",
                        "198.51.100.10/32 n2 internal", "preference 300",
                        "10.244.2.0/24 n2 external", "communities 65000:9"));
        stage.figures()
                .put("paths_plain", plain.paths().size())
                .put("paths_rich", rich.paths().size());
        boolean written = true;
        for (HostGuests guests : guests(stage)) {
            guests.start();
            RouterPaths paths = new RouterPaths(stage);
            guests.choose();
            newSessions(paths);
            String name = (guests.kind() + "_" + guests.mode()).toLowerCase(Locale.ROOT);
            stage.figures()
                    .seconds(name + "_chosen_s", awaitSame(stage, inside, guests.kind(), written ? rich : plain));
            written = !written;
            if (written) {
                EverySort.advertise(routing);
            } else {
                EverySort.withdraw(routing);
            }
            stage.figures()
                    .seconds(name + "_written_s", awaitSame(stage, inside, guests.kind(), written ? rich : plain));
            guests.leave();
            newSessions(paths);
            stage.figures().seconds(name + "_left_s", awaitSame(stage, inside, "Native", written ? rich : plain));
            guests.kill();
        }
    }

    private static void newSessions(RouterPaths paths) throws IOException, InterruptedException {
        for (LabNode node : LabNetwork.NODES) {
            paths.awaitNewSession(node.name());
        }
    }

    private static List<HostGuests> guests(Stage stage) {
        return List.of(
                new BirdGuests(stage, "Full"),
                new FrrGuests(stage, "Full"),
                new BirdGuests(stage, "Include"),
                new FrrGuests(stage, "Include"));
    }

    /** What r1 has when it has this, and nothing changes any more. */
    private static RouterRib settled(Stage stage, FrrSuite inside, Map<String, String> wanted)
            throws IOException, InterruptedException {
        Await.until(
                "r1 told " + wanted,
                Stage.LIMIT,
                () -> {
                    RouterRib now = RouterRib.read(stage, inside);
                    return wanted.entrySet().stream()
                            .allMatch(each -> now.told(each.getKey()).contains(each.getValue()));
                },
                () -> RouterRib.read(stage, inside).toString());
        Quiet quiet = new Quiet(RouterRib.read(stage, inside), System.nanoTime());
        Await.until("r1 told nothing new for a second", Stage.LIMIT, () -> quiet.isSince(stage, inside));
        return quiet.last;
    }

    /** What r1 has, and since when. */
    private static final class Quiet {
        private RouterRib last;
        private long since;

        Quiet(RouterRib first, long since) {
            this.last = first;
            this.since = since;
        }

        boolean isSince(Stage stage, FrrSuite inside) throws IOException, InterruptedException {
            RouterRib now = RouterRib.read(stage, inside);
            if (!now.equals(last)) {
                last = now;
                since = System.nanoTime();
            }
            return System.nanoTime() - since > STAYS.toNanos();
        }
    }

    private static Duration awaitSame(Stage stage, FrrSuite inside, String kind, RouterRib reference)
            throws IOException, InterruptedException {
        RouterRib wanted = asToldBy(kind, reference);
        return Await.until(
                "r1 told by " + kind + " what Native tells",
                Stage.LIMIT,
                () -> wanted.equals(RouterRib.read(stage, inside)),
                () -> String.join("\n", wanted.differences(RouterRib.read(stage, inside))));
    }

    /** FRR gives every route of its own a MED, and none can be taken away from it: 0, which counts as much as none (RFC 4271 section 9.1.2.2). */
    private static RouterRib asToldBy(String kind, RouterRib reference) {
        return kind.equals("FRR") ? reference.mapped(RouterPaths::withMed) : reference;
    }
}
