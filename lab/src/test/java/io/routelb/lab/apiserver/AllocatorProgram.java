package io.routelb.lab.apiserver;

import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The allocator as a process of this build, with a kubeconfig of its own, and the port its webhook is to have. */
final class AllocatorProgram {
    private final Path dir;
    private final List<String> command;
    private final int webhookPort;
    private LabProcess process;
    private int starts;

    AllocatorProgram(Path dir, String kubeconfig) throws IOException {
        this.dir = dir;
        this.webhookPort = freePort();
        Path config = Files.writeString(dir.resolve("allocator.kubeconfig"), kubeconfig);
        this.command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                "io.routelb.allocator.app.Main",
                "--kubeconfig",
                config.toString(),
                "--namespace",
                "routelb-system",
                "--listen",
                "127.0.0.1:" + freePort(),
                "--lease-duration",
                "3s",
                "--lease-renew-deadline",
                "2s",
                "--lease-retry-period",
                "500ms",
                "--webhook-listen",
                "127.0.0.1:" + webhookPort));
        this.process = launch();
    }

    String webhookUrl() {
        return "https://127.0.0.1:" + webhookPort + "/validate";
    }

    boolean hasLogged(String text) throws IOException {
        process.requireAlive();
        return process.logTail(Integer.MAX_VALUE).stream().anyMatch(line -> line.contains(text));
    }

    String lastLines() throws IOException {
        return String.join(" | ", process.logTail(8));
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    void restart() throws IOException {
        process = launch();
    }

    void stop() throws InterruptedException {
        process.stop(Duration.ofSeconds(10));
    }

    private LabProcess launch() throws IOException {
        starts++;
        return LabProcess.start("allocator", dir.resolve("allocator-" + starts + ".log"), command);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
