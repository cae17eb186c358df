package io.routelb.lab.cluster;

import io.routelb.lab.process.JavaProgram;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The allocator as a process on the host's loopback address. */
public final class Allocator {
    private final JavaProgram programs;
    private final Path log;
    private final Path kubeconfig;
    private Optional<LabProcess> process = Optional.empty();

    Allocator(JavaProgram programs, Path logs, Path kubeconfig) {
        this.programs = programs;
        this.log = logs.resolve("allocator.log");
        this.kubeconfig = kubeconfig;
    }

    /** Starts it; each start has an identity of its own, as a new Pod would. */
    public void start() throws IOException {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        process = Optional.of(LabProcess.start(
                "allocator",
                log,
                programs.command(
                        "allocator",
                        "io.routelb.allocator.app.Main",
                        List.of(
                                "--kubeconfig",
                                kubeconfig.toString(),
                                "--namespace",
                                ClusterObjects.SYSTEM,
                                "--listen",
                                "127.0.0.1:" + port,
                                "--identity",
                                "lab-" + port))));
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        if (process.isPresent()) {
            process.get().kill();
        }
    }

    Optional<LabProcess> process() {
        return process;
    }
}
