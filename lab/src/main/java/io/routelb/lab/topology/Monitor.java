package io.routelb.lab.topology;

import io.routelb.lab.process.Await;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The kernel's own account of what changed in a namespace: addresses and routes, with the time of each change. */
public final class Monitor {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String PROBE = "127.99.0.";

    private final String namespace;
    private final Path log;
    private final LabProcess process;
    private int probes;

    private Monitor(String namespace, Path log, LabProcess process) {
        this.namespace = namespace;
        this.log = log;
        this.process = process;
    }

    /** Starts listening; when it returns, nothing that happens later is missed. */
    public static Monitor start(String namespace, Path logs) throws IOException, InterruptedException {
        Path log = Files.createTempFile(logs, "monitor-" + namespace + "-", ".log");
        LabProcess process = LabProcess.start(
                "monitor-" + namespace,
                log,
                Namespaces.inside(namespace, List.of("ip", "-ts", "-o", "monitor", "address", "route")));
        Monitor monitor = new Monitor(namespace, log, process);
        monitor.sync();
        return monitor;
    }

    /** What happened so far, in order. */
    public List<KernelChange> changes() throws IOException, InterruptedException {
        sync();
        return Files.readAllLines(log).stream()
                .filter(line -> !line.contains(PROBE))
                .flatMap(line -> KernelChange.parse(line).stream())
                .toList();
    }

    /** Stops listening and gives all that happened. */
    public List<KernelChange> stop() throws IOException, InterruptedException {
        List<KernelChange> changes = changes();
        process.kill();
        return changes;
    }

    /** Adds and removes an address of no meaning until the monitor has told of it. */
    private void sync() throws IOException, InterruptedException {
        String probe = PROBE + ++probes;
        Await.until("the monitor of " + namespace + " listening", SOON, () -> {
            process.requireAlive();
            Namespaces.run(namespace, "ip", "addr", "add", probe + "/32", "dev", "lo");
            Namespaces.run(namespace, "ip", "addr", "del", probe + "/32", "dev", "lo");
            return Files.readString(log).contains(probe + "/32");
        });
    }
}
