package io.routelb.lab.cluster;

import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.process.JavaProgram;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An allocator as a process on the host's loopback address. */
public final class Allocator {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final JavaProgram programs;
    private final String name;
    private final Path log;
    private final Path kubeconfig;
    private final List<String> options;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private Optional<LabProcess> process = Optional.empty();
    private int port;

    /** {@code options}: of the command line, beside those that say where everything is. */
    Allocator(JavaProgram programs, String name, Path logs, Path kubeconfig, List<String> options) {
        this.programs = programs;
        this.name = name;
        this.log = logs.resolve(name + ".log");
        this.kubeconfig = kubeconfig;
        this.options = List.copyOf(options);
    }

    /** Starts it; each start has an identity of its own, as a new Pod would. */
    public void start() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        List<String> arguments = new ArrayList<>(List.of(
                "--kubeconfig",
                kubeconfig.toString(),
                "--namespace",
                ClusterObjects.SYSTEM,
                "--listen",
                "127.0.0.1:" + port,
                "--identity",
                identity()));
        arguments.addAll(options);
        process = Optional.of(
                LabProcess.start(name, log, programs.command("allocator", "io.routelb.allocator.app.Main", arguments)));
    }

    /** Who it is in the Lease, since its last start. */
    public String identity() {
        return "lab-" + port;
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        if (process.isPresent()) {
            process.get().kill();
        }
    }

    /** SIGTERM, and waits for the end. */
    public void stop() throws IOException, InterruptedException {
        if (!running().stop(GRACE)) {
            throw new ExpectationException(name + " did not stop within " + GRACE.toSeconds() + " s");
        }
    }

    /** The process as last started. */
    public LabProcess running() throws IOException {
        if (process.isEmpty()) {
            throw new ExpectationException(name + " was never started");
        }
        return process.get();
    }

    /** What it answers on its own port; empty when it does not, or says that something is wrong. */
    public Optional<String> answer(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(ANSWER)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException e) {
            // Not there yet, or not there any more: the answer is none.
            return Optional.empty();
        }
    }

    Optional<LabProcess> process() {
        return process;
    }
}
