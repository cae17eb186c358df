package io.routelb.lab.app;

import io.routelb.lab.topology.FrrRouter;
import io.routelb.lab.topology.LabNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path work = Path.of("/run/routelb-lab");
        Path logs = Files.createDirectories(work.resolve("log"));
        LabNetwork.create();
        new FrrRouter(work.resolve("frr"), logs).start();
        Files.writeString(work.resolve("state"), "ready\n");
        System.out.println(networkOnly ? "network only" : "no cluster yet");
        System.out.println("lab ready");
        new CountDownLatch(1).await();
        return 0;
    }
}
