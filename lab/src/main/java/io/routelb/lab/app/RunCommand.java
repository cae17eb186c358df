package io.routelb.lab.app;

import io.routelb.lab.cluster.Lab;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.scenario.ClusterScenario;
import io.routelb.lab.scenario.Figures;
import io.routelb.lab.scenario.PeerRun;
import io.routelb.lab.scenario.PeerScenario;
import io.routelb.lab.scenario.Scenario;
import io.routelb.lab.scenario.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs one scenario on a fresh lab, or on cables between our speaker and routing daemons; the last line is its verdict in JSON. */
@Command(name = "run", description = "Runs one scenario on a fresh lab.")
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SCENARIO", description = "a name of 'list'")
    private String name = "";

    @Override
    public Integer call() throws InterruptedException {
        Optional<Scenario> scenario = Scenario.named(name);
        if (scenario.isEmpty()) {
            System.err.println(unknown(name));
            return 2;
        }
        return run(scenario.get());
    }

    static String unknown(String name) {
        return "there is no scenario " + name + "; see 'list'";
    }

    private static int run(Scenario scenario) throws InterruptedException {
        long start = System.nanoTime();
        Figures figures = new Figures();
        String reason = "";
        Optional<Lab> lab = Optional.empty();
        try {
            Workspace workspace = Workspace.current();
            switch (scenario) {
                case PeerScenario peers -> PeerRun.run(workspace, peers, figures);
                case ClusterScenario cluster -> {
                    lab = Optional.of(Lab.start(workspace, System.getenv()));
                    Teardown.onExit(lab.get());
                    lab.get().configureRouting();
                    figures.seconds("lab_start_s", Duration.ofNanos(System.nanoTime() - start));
                    cluster.run(new Stage(lab.get(), figures));
                    lab.get().requireNothingRefused();
                }
            }
        } catch (IOException | RuntimeException e) {
            reason = String.valueOf(e.getMessage());
            Evidence.print(lab, e);
        }
        Figures verdict = new Figures()
                .put("scenario", scenario.name())
                .put("passed", reason.isEmpty())
                .seconds("seconds", Duration.ofNanos(System.nanoTime() - start))
                .putAll(figures);
        if (!reason.isEmpty()) {
            verdict.put("reason", reason);
        }
        System.out.println(verdict.line());
        return reason.isEmpty() ? 0 : 1;
    }
}
