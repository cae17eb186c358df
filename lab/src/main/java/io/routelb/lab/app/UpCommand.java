package io.routelb.lab.app;

import io.routelb.lab.cluster.Lab;
import io.routelb.lab.cluster.Workspace;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Keeps a lab up until it is told to end by SIGTERM. */
@Command(name = "up", description = "Keeps a lab up until SIGTERM.")
final class UpCommand implements Callable<Integer> {
    @Option(names = "--network-only", description = "Only namespaces and the router, no cluster.")
    private boolean networkOnly;

    @Override
    public Integer call() throws Exception {
        Workspace workspace = Workspace.current();
        workspace.state("starting");
        try {
            start(workspace);
        } catch (IOException e) {
            Evidence.print(Optional.empty(), e);
            return 1;
        }
        workspace.state(networkOnly ? "ready (network only)" : "ready");
        System.out.println("lab ready");
        new CountDownLatch(1).await();
        return 0;
    }

    private void start(Workspace workspace) throws IOException, InterruptedException {
        if (networkOnly) {
            Lab.startNetwork(workspace);
        } else {
            Lab lab = Lab.start(workspace, System.getenv());
            Teardown.onExit(lab);
            lab.configureRouting();
        }
    }
}
