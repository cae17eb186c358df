package io.routelb.lab.topology;

import io.routelb.lab.process.Await;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starting tcpdump on a link of a namespace. */
final class Tcpdump {
    /** In which it starts, and ends. */
    static final Duration SOON = Duration.ofSeconds(10);

    private Tcpdump() {}

    /**
     * Starts listening; when it returns, nothing that is sent later is missed.
     *
     * @param log what it prints
     * @param optionsAndFilter besides the link, and that each packet is told at once
     */
    static LabProcess start(String namespace, String link, Path log, String... optionsAndFilter)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tcpdump", "-i", link, "--immediate-mode"));
        command.addAll(List.of(optionsAndFilter));
        LabProcess process = LabProcess.start("tcpdump-" + namespace, log, Namespaces.inside(namespace, command));
        Await.until("tcpdump listening on " + link, SOON, () -> {
            process.requireAlive();
            return Files.readString(log).contains("listening on");
        });
        return process;
    }
}
