package io.routelb.lab.app;

import io.routelb.lab.cluster.Lab;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person needs to see after a failure: the end of every log, the router's view, the kernels' state. */
public final class Evidence {
    private static final int LINES = 40;

    private Evidence() {}

    /** Prints it to standard error. */
    public static void print(Optional<Lab> lab, Exception failure) throws InterruptedException {
        PrintStream out = System.err;
        failure.printStackTrace(out);
        try {
            logs(Workspace.current().logs(), out);
            if (lab.isPresent()) {
                network(lab.get(), out);
            }
        } catch (IOException e) {
            out.println("no further evidence: " + e.getMessage());
        }
    }

    private static void logs(Path folder, PrintStream out) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                out.println("== " + file.getFileName());
                lines.subList(Math.max(0, lines.size() - LINES), lines.size()).forEach(out::println);
            }
        }
    }

    private static void network(Lab lab, PrintStream out) throws IOException, InterruptedException {
        for (LabProcess process : lab.processes()) {
            if (!process.isAlive()) {
                out.println("== " + process.name() + " has ended");
            }
        }
        for (String command : List.of("show bgp summary", "show bgp ipv4 unicast", "show bgp ipv6 unicast")) {
            out.println("== r1: " + command);
            out.println(lab.router().vtysh(command));
        }
        out.println("== r1: ip route");
        out.println(Namespaces.run(LabNetwork.ROUTER, "ip", "route"));
        out.println(Namespaces.run(LabNetwork.ROUTER, "ip", "-6", "route"));
        for (LabNode node : LabNetwork.NODES) {
            out.println("== " + node.name() + ": ip addr");
            out.println(Namespaces.run(node.name(), "ip", "-br", "addr"));
        }
    }
}
