package io.routelb.lab.topology;

import io.routelb.lab.process.Await;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The routing daemon that a node's own administrator runs on it: BIRD or FRR, with a configuration of theirs. */
public sealed interface HostDaemon {
    /** Starts it with that configuration; returns when the configuration is in force. */
    void start(String configuration) throws IOException, InterruptedException;

    /** SIGKILL to all of it. */
    void kill() throws InterruptedException;

    /** What it says of its protocols and routes, for the sentence that says why something failed. */
    String about() throws IOException, InterruptedException;

    /** BIRD. */
    final class Bird implements HostDaemon {
        private static final Duration START = Duration.ofSeconds(20);

        private final String node;
        private final Path folder;
        private final Path logs;
        private List<LabProcess> running = List.of();

        /** Of the node; its files are in the folder. */
        public Bird(String node, Path folder, Path logs) {
            this.node = node;
            this.folder = folder;
            this.logs = logs;
        }

        @Override
        public void start(String configuration) throws IOException, InterruptedException {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("bird.conf"), configuration);
            Files.deleteIfExists(socket()); // of one that was killed
            List<String> command = List.of(
                    "bird", "-f", "-c", folder + "/bird.conf", "-s", socket().toString(), "-P", folder + "/pid");
            LabProcess bird = LabProcess.start(
                    node + "-bird", logs.resolve(node + "-bird.log"), Namespaces.inside(node, command));
            running = List.of(bird);
            Await.until("BIRD's socket on " + node, START, () -> {
                bird.requireAlive();
                return Files.exists(socket());
            });
        }

        @Override
        public void kill() throws InterruptedException {
            for (LabProcess bird : running) {
                bird.kill();
            }
            running = List.of();
        }

        @Override
        public String about() throws IOException, InterruptedException {
            return Namespaces.run(node, "birdc", "-s", socket().toString(), "show protocols all")
                    + Namespaces.run(node, "birdc", "-s", socket().toString(), "show route all");
        }

        private Path socket() {
            return folder.resolve("ctl");
        }
    }

    /** FRR: zebra, bgpd, ospfd and ospf6d. */
    final class Frr implements HostDaemon {
        private final FrrSuite suite;

        /** Of the node; its files are in the folder. */
        public Frr(String node, Path folder, Path logs) {
            this.suite = new FrrSuite(node, node + "-", folder, logs);
        }

        @Override
        public void start(String configuration) throws IOException, InterruptedException {
            suite.start(configuration, List.of("ospfd", "ospf6d"), "match interface " + LabNetwork.SERVICE_LINK);
        }

        @Override
        public void kill() throws InterruptedException {
            for (LabProcess daemon : suite.daemons()) {
                daemon.kill();
            }
        }

        @Override
        public String about() throws IOException, InterruptedException {
            return suite.vtysh(
                    "show bgp summary", "show ip ospf neighbor", "show ipv6 ospf6 neighbor", "show ip route");
        }
    }
}
