package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.topology.KernelRoutes;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Three nodes without any overlay reach each other's pods by the BIRDs or FRRs of their hosts: a mesh of all, then one route reflector. A node
 * that leaves takes its routes with it and comes back, and the session of the others sees nothing of it; Services are told to the router alone.
 */
final class MeshGuest implements ClusterScenario {
    private static final List<LabNode> ALL = LabNetwork.NODES;
    private static final String CLUSTER = "42";

    private final String kind;
    private final String mode;

    /** {@code BIRD} or {@code FRR}; {@code Include} or {@code Full}. */
    MeshGuest(String kind, String mode) {
        this.kind = kind;
        this.mode = mode;
    }

    @Override
    public String name() {
        return "mesh-" + kind.toLowerCase(Locale.ROOT);
    }

    @Override
    public String summary() {
        return "backend " + kind + ", mode " + mode
                + ": pods of three nodes reach each other by the host's daemon; one leaves and comes back, one reflects; no VIP inside";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        HostGuests.quiet(stage);
        Mesh mesh = Mesh.withPods(stage);
        HostGuests guests = HostGuests.of(stage, kind, mode);
        guests.start();
        long chosen = System.nanoTime();
        guests.choose(object("mesh", object("enabled", true)));
        mesh.awaitRoutes(ALL);
        stage.figures().seconds("chosen_to_routed_s", Duration.ofNanos(System.nanoTime() - chosen));
        mesh.packetsFlow(ALL);
        mesh.awaitSessions("n1", "n2", "n3");
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n2")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        mesh.knowsNoService(addresses);
        leavesAndComesBack(stage, mesh);
        mesh.knowsNoService(addresses);
        reflected(stage, mesh);
        learns(stage, mesh, guests, addresses);
        guests.choose(object("mesh", object("enabled", false), "learnedRoutes", object("install", false)));
        for (LabNode node : ALL) {
            mesh.awaitRoutes(node, List.of());
        }
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
    }

    private static void leavesAndComesBack(Stage stage, Mesh mesh) throws IOException, InterruptedException {
        LabNode leaving = mesh.node("n3");
        List<LabNode> staying = List.of(mesh.node("n1"), mesh.node("n2"));
        Map<String, String> before = mesh.since("n1");
        stage.lab().objects().deleteNode(leaving.name());
        stage.figures().seconds("deleted_to_gone_s", mesh.awaitRoutes(staying));
        mesh.awaitRoutes(leaving, List.of());
        mesh.packetsFlow(staying);
        stage.lab().objects().createNode(leaving);
        stage.figures().seconds("created_to_routed_s", mesh.awaitRoutes(ALL));
        mesh.packetsFlow(ALL);
        for (String peer : List.of("node n2", "r1")) {
            Stage.require(
                    Objects.equals(before.get(peer), mesh.since("n1").get(peer)),
                    "the session with " + peer + " was reset: before " + before + ", now " + mesh.since("n1"));
        }
    }

    /** A router may tell the node anything, and what it may not have gets no further. */
    private static void learns(Stage stage, Mesh mesh, HostGuests guests, List<String> addresses)
            throws IOException, InterruptedException {
        var before = KernelRoutes.of(HostileRouter.NODE).gateways();
        HostileRouter router = HostileRouter.plugIn(stage);
        router.tellEverything(addresses);
        router.peer(10_000);
        guests.choose(object(
                "mesh", object("enabled", true),
                "learnedRoutes", object("install", true, "protectedPrefixes", List.of("10.96.0.0/12"))));
        long began = System.nanoTime();
        router.awaitHeard();
        router.awaitOnlyTheHonestOne(before);
        stage.figures().seconds("told_to_learned_s", Duration.ofNanos(System.nanoTime() - began));
        mesh.packetsFlow(ALL);
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
    }

    /** Clients have a session with the reflector alone, and each other's pods by the direct way. */
    private static void reflected(Stage stage, Mesh mesh) throws IOException, InterruptedException {
        stage.lab().objects().annotateNode("n1", "routelb.io/rr.server", CLUSTER);
        stage.lab().objects().annotateNode("n2", "routelb.io/rr.client", CLUSTER);
        stage.lab().objects().annotateNode("n3", "routelb.io/rr.client", CLUSTER);
        mesh.awaitSessions("n2", "n1");
        mesh.awaitSessions("n3", "n1");
        stage.figures().seconds("reflected_to_routed_s", mesh.awaitRoutes(ALL));
        mesh.packetsFlow(ALL);
    }
}
