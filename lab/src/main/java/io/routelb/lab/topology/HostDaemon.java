package io.routelb.lab.topology;

import io.routelb.lab.process.Command;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The routing daemon that a node's own administrator runs on it: BIRD or FRR, with a configuration of theirs. */
public sealed interface HostDaemon {
    /** Starts it with that configuration; returns when the configuration is in force. */
    void start(String configuration) throws IOException, InterruptedException;

    /** SIGKILL to all of it. */
    void kill() throws InterruptedException;

    /** What its command line answers. */
    String ask(String command) throws IOException, InterruptedException;

    /** BIRD. */
    final class Bird implements HostDaemon {
        private final DaemonPrograms programs;
        private final String node;
        private final Path folder;
        private final Path logs;
        private List<LabProcess> running = List.of();

        /** Of the node; its files are in the folder. */
        public Bird(DaemonPrograms programs, String node, Path folder, Path logs) {
            this.programs = programs;
            this.node = node;
            this.folder = folder;
            this.logs = logs;
        }

        @Override
        public void start(String configuration) throws IOException, InterruptedException {
            running = List.of(BirdProcess.start(
                    programs, node, node + "-bird", folder, logs.resolve(node + "-bird.log"), configuration));
        }

        @Override
        public String ask(String command) throws IOException, InterruptedException {
            return Command.run("birdc", "-s", BirdProcess.socket(folder).toString(), command);
        }

        @Override
        public void kill() throws InterruptedException {
            for (LabProcess bird : running) {
                bird.kill();
            }
            running = List.of();
        }
    }

    /** FRR: zebra, bgpd, bfdd, ospfd and ospf6d. */
    final class Frr implements HostDaemon {
        private final FrrSuite suite;

        /** Of the node; its files are in the folder. */
        public Frr(DaemonPrograms programs, String node, Path folder, Path logs) {
            this.suite = new FrrSuite(programs, node, node + "-", folder, logs);
        }

        @Override
        public void start(String configuration) throws IOException, InterruptedException {
            String sign = "match interface " + LabNetwork.SERVICE_LINK;
            suite.start(
                    configuration,
                    List.of("bfdd", "ospfd", "ospf6d"),
                    configuration.contains(sign) ? sign : "frr version");
        }

        @Override
        public String ask(String command) throws IOException, InterruptedException {
            return suite.vtysh(command);
        }

        /** Its daemons, one by one. */
        public FrrSuite suite() {
            return suite;
        }

        @Override
        public void kill() throws InterruptedException {
            for (LabProcess daemon : suite.daemons()) {
                daemon.kill();
            }
        }
    }
}
