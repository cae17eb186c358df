package io.routelb.lab.app;

import io.routelb.lab.cluster.Lab;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** What a person needs to see after a failure: the end of every log, the router's view, the kernels' state. */
public final class Evidence {
    private static final int LINES = 40;

    private Evidence() {}

    /** Prints it to standard error. */
    public static void print(Optional<Lab> lab, Exception failure) throws InterruptedException {
        PrintStream out = System.err;
        failure.printStackTrace(out);
        if (lab.isPresent()) {
            try {
                print(lab.get(), out);
            } catch (IOException e) {
                out.println("no further evidence: " + e.getMessage());
            }
        }
    }

    private static void print(Lab lab, PrintStream out) throws IOException, InterruptedException {
        for (LabProcess process : lab.processes()) {
            out.println("== " + process.name() + (process.isAlive() ? "" : " (ended)"));
            process.logTail(LINES).forEach(out::println);
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
