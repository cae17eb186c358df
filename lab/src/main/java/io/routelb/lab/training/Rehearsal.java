package io.routelb.lab.training;

import io.routelb.lab.cluster.Allocator;
import io.routelb.lab.cluster.ControlPlane;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.process.JavaProgram;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.QuietLink;
import io.routelb.model.LBNodeAgentView;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.value.Link;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The life the programs are recorded in: they start in a cluster that has Services already, give and announce their addresses, follow
 * changes, and end by SIGTERM. A class that is loaded nowhere in it is loaded the slow way later.
 */
final class Rehearsal {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int BEFORE = 300;
    private static final int AFTER = 50;

    private final JavaProgram programs;
    private final Path deploy;
    private final Path folder;

    Rehearsal(JavaProgram programs, Path deploy, Path folder) {
        this.programs = programs;
        this.deploy = deploy;
        this.folder = folder;
    }

    /** Both programs; the calling thread's network namespace is changed. */
    void withAgent() throws IOException, InterruptedException {
        try (Rtnetlink netlink = Rtnetlink.open();
                ControlPlane plane = plane(netlink)) {
            TrainingCluster cluster = TrainingCluster.create(plane, BEFORE);
            Link link = QuietLink.add(netlink, LBNodeAgentView.DUMMY_INTERFACE);
            try (Neighbour neighbour = Neighbour.start(netlink)) {
                Allocator allocator = plane.allocator();
                allocator.start();
                LabProcess agent = plane.startAgent(TrainingCluster.NODE, Map.of());
                cluster.awaitAddresses();
                Await.until("the addresses on " + LBNodeAgentView.DUMMY_INTERFACE, LIMIT, () -> {
                    agent.requireAlive();
                    return held(netlink, link) >= cluster.remoteAddresses();
                });
                neighbour.awaitRoutes(1);
                cluster.change(AFTER);
                cluster.awaitAddresses();
                agent.terminate();
                end(allocator.running());
                end(agent);
            }
        }
    }

    /** The allocator alone. */
    void withoutAgent() throws IOException, InterruptedException {
        try (ControlPlane plane = ControlPlane.start(programs, deploy, folder)) {
            TrainingCluster cluster = TrainingCluster.create(plane, BEFORE);
            Allocator allocator = plane.allocator();
            allocator.start();
            cluster.awaitAddresses();
            cluster.change(AFTER);
            cluster.awaitAddresses();
            end(allocator.running());
        }
    }

    private ControlPlane plane(Rtnetlink netlink) throws IOException, InterruptedException {
        netlink.setUp(netlink.link("lo").orElseThrow().index());
        return ControlPlane.start(programs, deploy, folder);
    }

    private static int held(Rtnetlink netlink, Link link) throws IOException {
        return (int) netlink.addresses().stream()
                .filter(address -> address.index() == link.index() && !address.confined())
                .count();
    }

    /** A recorded program ends when its cache is written. */
    private static void end(LabProcess program) throws IOException, InterruptedException {
        if (!program.stop(LIMIT)) {
            throw new ExpectationException(program.name() + " had not written its cache after " + LIMIT.toSeconds()
                    + " s: " + String.join(" | ", program.logTail(5)));
        }
    }
}
