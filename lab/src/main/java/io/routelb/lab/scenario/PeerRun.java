package io.routelb.lab.scenario;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.UnsupportedException;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.topology.Cable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a scenario against its daemons, side by side. */
public final class PeerRun {
    private PeerRun() {}

    /** Fails with a sentence per daemon that was not as promised; the others' figures are there all the same. */
    public static void run(Workspace workspace, PeerScenario scenario, Figures figures)
            throws IOException, InterruptedException {
        Map<DaemonKind, Cable> cables = new EnumMap<>(DaemonKind.class);
        for (DaemonKind kind : scenario.daemons()) {
            cables.put(kind, Cable.lay(kind.label()));
        }
        List<String> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<DaemonKind, Future<Figures>> runs = new EnumMap<>(DaemonKind.class);
            cables.forEach((kind, cable) ->
                    runs.put(kind, threads.submit(() -> against(kind, cable, workspace, scenario, failures))));
            for (Map.Entry<DaemonKind, Future<Figures>> run : runs.entrySet()) {
                figures.put(run.getKey().label(), run.getValue().get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run reports its failures itself", e);
        }
        if (!failures.isEmpty()) {
            throw new ExpectationException(String.join("; ", failures));
        }
    }

    private static Figures against(
            DaemonKind kind, Cable cable, Workspace workspace, PeerScenario scenario, List<String> failures)
            throws InterruptedException {
        Figures seen = new Figures();
        long start = System.nanoTime();
        try {
            Peering peering = Peering.begin(kind, cable, workspace, seen);
            seen.put("version", peering.daemon().version());
            scenario.run(peering);
            peering.end();
            seen.put("result", "as promised");
        } catch (UnsupportedException e) {
            seen.put("result", String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            seen.put("result", "failed");
            synchronized (failures) {
                failures.add(kind.label() + ": " + e.getMessage());
            }
        }
        return seen.seconds("seconds", Duration.ofNanos(System.nanoTime() - start));
    }
}
