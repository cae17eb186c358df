package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Answer;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.KernelRoutes;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Three nodes without any overlay reach each other's pods by what they tell each other. Routes that are flushed come back, an agent that is
 * killed or restarted costs nobody a packet, and Services are not told inside the mesh.
 */
final class MeshPodRoutes implements ClusterScenario {
    private static final List<LabNode> ALL = LabNetwork.NODES;
    private static final String NODE = "n1";
    private static final String STRAY = "10.99.0.0/24";

    @Override
    public String name() {
        return "mesh-pod-routes";
    }

    @Override
    public String summary() {
        return "iBGP mesh: pods of three nodes reach each other without overlay; repaired, swept, kept over restarts; no VIP inside";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Mesh mesh = Mesh.withPods(stage);
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n2")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        Await.until(
                "the session with r1 in the status of " + NODE,
                Stage.LIMIT,
                () -> mesh.since(NODE).toString().contains("r1=Established"));
        Map<String, String> before = mesh.since(NODE);
        long began = System.nanoTime();
        mesh.configure(object("enabled", true));
        mesh.awaitRoutes(ALL);
        stage.figures().seconds("configured_to_routed_s", Duration.ofNanos(System.nanoTime() - began));
        mesh.packetsFlow(ALL);
        marked();
        mesh.knowsNoService(addresses);
        mesh.awaitSessions(NODE, "n2", "n3");
        Stage.require(
                mesh.since(NODE).entrySet().containsAll(before.entrySet()),
                "the session with r1 was reset: before " + before + ", now " + mesh.since(NODE));
        flushed(stage, mesh);
        restarted(stage, mesh);
        mesh.configure(object("enabled", false));
        for (LabNode node : ALL) {
            mesh.awaitRoutes(node, List.of());
        }
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
    }

    /** With the protocol number, the metric and the table that the RoutingConfig says. */
    private static void marked() throws IOException, InterruptedException {
        String shown = Namespaces.run(NODE, "ip", "-4", "route", "show", "table", "main", "proto", "186")
                .strip();
        String wanted = "10.244.2.0/24 via 192.0.2.12 dev eth0 metric 1024";
        Stage.require(
                shown.lines().map(each -> each.replaceAll("\\s+", " ").strip()).anyMatch(wanted::equals),
                "\"" + wanted + "\" is not in " + shown);
    }

    private static void flushed(Stage stage, Mesh mesh) throws IOException, InterruptedException {
        for (String family : List.of("-4", "-6")) {
            Namespaces.run(NODE, "ip", family, "route", "flush", "proto", "186");
        }
        stage.figures().seconds("flushed_to_repaired_s", mesh.awaitRoutes(ALL));
        Await.until(
                "the repairs counted",
                Stage.LIMIT,
                () -> LocalAddresses.metric(NODE, "routelb_learned_route_repairs_total") >= 1);
    }

    /** Killed and started again with a route in the kernel that nobody tells. */
    private static void restarted(Stage stage, Mesh mesh) throws IOException, InterruptedException {
        List<Client.Requests> requests = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            requests.add(Client.in("n2").start(Mesh.pod(mesh.node(NODE), family)));
            requests.add(Client.in(NODE).start(Mesh.pod(mesh.node("n2"), family)));
        }
        stage.lab().node(NODE).killAgent();
        Namespaces.run(NODE, "ip", "route", "add", STRAY, "via", "192.0.2.12", "proto", "186", "metric", "1024");
        mesh.packetsFlow(ALL);
        stage.lab().node(NODE).startAgent();
        long began = System.nanoTime();
        Await.until(
                STRAY + " swept",
                Stage.LIMIT,
                () -> KernelRoutes.of(NODE).to(STRAY).isEmpty());
        mesh.awaitRoutes(ALL);
        mesh.awaitSessions(NODE, "n2", "n3");
        mesh.awaitSessions("n2", "n1", "n3");
        stage.figures().seconds("restarted_to_swept_s", Duration.ofNanos(System.nanoTime() - began));
        int answered = 0;
        for (Client.Requests each : requests) {
            for (Answer answer : each.stop()) {
                Stage.require(answer instanceof Answer.From, "a request to a pod failed over the restart: " + answer);
                answered++;
            }
        }
        stage.figures().put("requests_over_restart", answered);
    }
}
