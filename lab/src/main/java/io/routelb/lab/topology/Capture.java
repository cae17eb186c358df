package io.routelb.lab.topology;

import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What tcpdump sees of ARP and neighbour discovery on one link; each frame is one line. */
public final class Capture {
    private final Path log;
    private final LabProcess process;

    private Capture(Path log, LabProcess process) {
        this.log = log;
        this.process = process;
    }

    /** Starts listening; when it returns, nothing that is sent later is missed. */
    public static Capture start(String namespace, String link, Path logs) throws IOException, InterruptedException {
        Path log = Files.createTempFile(logs, "capture-" + namespace + "-", ".log");
        LabProcess process = Tcpdump.start(
                namespace,
                link,
                log,
                "-n",
                "-e",
                "-v",
                "-tt",
                "-l",
                "arp or (icmp6 and (ip6[40] == 135 or ip6[40] == 136))");
        return new Capture(log, process);
    }

    /** The frames so far, those tcpdump prints on several lines joined. */
    public List<String> frames() throws IOException {
        List<String> frames = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            if (line.matches("\\d+\\.\\d+ .*")) {
                frames.add(line);
            } else if (!frames.isEmpty()) {
                frames.set(frames.size() - 1, frames.getLast() + " " + line.strip());
            }
        }
        return frames;
    }

    /** Stops listening. */
    public void stop() throws InterruptedException {
        process.kill();
    }
}
