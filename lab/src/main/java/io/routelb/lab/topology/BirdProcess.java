package io.routelb.lab.topology;

import io.routelb.lab.process.Await;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A BIRD with its configuration, control socket and process id in one folder. */
public final class BirdProcess {
    private static final Duration START = Duration.ofSeconds(20);

    private BirdProcess() {}

    /** Starts the machine's; as below. */
    public static LabProcess start(String namespace, String name, Path folder, Path log, String configuration)
            throws IOException, InterruptedException {
        return start(DaemonPrograms.INSTALLED, namespace, name, folder, log, configuration);
    }

    /** Starts it in the namespace; returns when it answers. After a kill it recovers, and until then holds back what it has to say. */
    static LabProcess start(
            DaemonPrograms programs, String namespace, String name, Path folder, Path log, String configuration)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("bird.conf"), configuration);
        Path socket = socket(folder);
        List<String> command = new ArrayList<>(List.of(
                programs.path("bird"),
                "-f",
                "-c",
                folder + "/bird.conf",
                "-s",
                socket.toString(),
                "-P",
                folder + "/pid"));
        if (Files.deleteIfExists(socket)) {
            command.add("-R");
        }
        LabProcess bird = LabProcess.start(name, log, Namespaces.inside(namespace, command));
        Await.until("BIRD's socket in " + namespace, START, () -> {
            bird.requireAlive();
            return Files.exists(socket);
        });
        return bird;
    }

    /** Where it is asked. */
    public static Path socket(Path folder) {
        return folder.resolve("ctl");
    }
}
