package io.routelb.lab.app;

import io.routelb.lab.cluster.Lab;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.demo.Demo;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demonstration on a fresh lab; the last line is what was seen, in JSON. */
@Command(name = "demo", description = "The demonstration on a fresh lab.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--once", description = "Unattended: end when all was seen.")
    private boolean once;

    @Override
    public Integer call() throws InterruptedException {
        long start = System.nanoTime();
        Figures figures = new Figures();
        String reason = "";
        Optional<Lab> lab = Optional.empty();
        try {
            System.out.println(
                    "Starting a router, three nodes, a client, an API server, the allocator and three agents");
            Workspace workspace = Workspace.current();
            workspace.state("demo");
            lab = Optional.of(Lab.start(workspace, System.getenv()));
            Teardown.onExit(lab.get());
            figures.seconds("lab_start_s", Duration.ofNanos(System.nanoTime() - start));
            Demo demo = new Demo(lab.get(), figures, System.out);
            demo.run();
            if (!once) {
                demo.apply();
                hint();
            }
        } catch (IOException | RuntimeException e) {
            reason = String.valueOf(e.getMessage());
            Evidence.print(lab, e);
        }
        Figures verdict = new Figures()
                .put("demo", "one-router")
                .put("passed", reason.isEmpty())
                .seconds("seconds", Duration.ofNanos(System.nanoTime() - start))
                .putAll(figures);
        if (!reason.isEmpty()) {
            verdict.put("reason", reason);
        }
        System.out.println(verdict.line());
        if (!once && reason.isEmpty()) {
            new CountDownLatch(1).await();
        }
        return reason.isEmpty() ? 0 : 1;
    }

    private static void hint() {
        System.out.println("""

                == Look around; Ctrl-C ends it and leaves nothing
                  bin/lab kubectl get services,servicegroups -A
                  bin/lab vtysh -c 'show bgp summary'
                  bin/lab exec r1 ip route
                  bin/lab exec n1 ip addr show kube-lb0
                  bin/lab exec client curl -s http://198.51.100.10/
                  bin/lab logs agent-n1""");
    }
}
