package io.routelb.lab.cluster;

import io.routelb.lab.process.Await;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.process.JavaProgram;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The API server of the lab: its own, which can be killed and started again, or somebody's, which cannot. */
public sealed interface ApiServer {
    /** A kubeconfig with all rights. */
    Path adminKubeconfig();

    /** Somebody's cluster, given by KUBECONFIG. */
    record External(Path adminKubeconfig) implements ApiServer {}

    /** The lab's own, a process on the host's loopback address that keeps its objects in a folder. */
    final class Own implements ApiServer {
        private static final Duration START = Duration.ofSeconds(30);
        private static final String READY = "ready https://127.0.0.1:";

        private final JavaProgram programs;
        private final Path data;
        private final Path logs;
        private final List<String> options;
        private LabProcess process;
        private int starts;

        /** {@code options}: of the command line, beside where it listens and keeps its objects. */
        Own(JavaProgram programs, Path data, Path logs, List<String> options) throws IOException {
            this.options = List.copyOf(options);
            this.programs = programs;
            this.data = Files.createDirectories(data);
            this.logs = logs;
            this.process = launch(0);
        }

        @Override
        public Path adminKubeconfig() {
            return data.resolve("admin.kubeconfig");
        }

        /** Waits for its word that it is ready; gives the port it took. */
        int awaitReady() throws IOException, InterruptedException {
            Await.until("the API server's word that it is ready", START, () -> {
                process.requireAlive();
                return process.logLine(READY).isPresent();
            });
            String line = process.logLine(READY).orElseThrow();
            return Integer.parseInt(line.substring(READY.length()).strip());
        }

        /** SIGKILL. */
        public void kill() throws InterruptedException {
            process.kill();
        }

        /** Starts it again with the same objects at the same port. */
        public void restart() throws IOException, InterruptedException {
            int port = Access.read(adminKubeconfig()).port();
            process = launch(port);
            int now = awaitReady();
            if (now != port) {
                throw new ExpectationException("the API server came back at port " + now + " instead of " + port);
            }
        }

        LabProcess process() {
            return process;
        }

        /** A log per start, so that the word of an earlier one is not taken for this one's. */
        private LabProcess launch(int port) throws IOException {
            starts++;
            List<String> arguments =
                    new ArrayList<>(List.of("--listen", "127.0.0.1:" + port, "--data-dir", data.toString()));
            arguments.addAll(options);
            return LabProcess.start(
                    "apiserver",
                    logs.resolve(starts == 1 ? "apiserver.log" : "apiserver-" + starts + ".log"),
                    programs.command("lab", "io.routelb.lab.apiserver.Main", arguments),
                    Map.of());
        }
    }
}
