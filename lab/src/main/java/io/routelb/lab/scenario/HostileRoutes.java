package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.KernelRoutes;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A router whose import says that everything may come in tells a node of a mesh what would take it off its network: default routes, its own
 * Services, connected networks, the cluster's ranges, other nodes' pods. Then nothing but loops, then too much. None of it gets in, the
 * node's status says why, and neither the mesh nor a Service notices.
 */
final class HostileRoutes implements ClusterScenario {
    private static final List<LabNode> ALL = LabNetwork.NODES;
    private static final String NODE = HostileRouter.NODE;
    private static final String PEER = HostileRouter.PEER;
    private static final int LIMIT = 5;

    @Override
    public String name() {
        return "hostile-routes";
    }

    @Override
    public String summary() {
        return "a router tells defaults, VIPs, connected and cluster ranges, others' pods, loops, too much: nothing of it gets in, and why";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Mesh mesh = Mesh.withPods(stage);
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on(NODE)));
        List<String> addresses = stage.awaitAddresses("web");
        stage.lab()
                .routing()
                .configure(object(
                        "mesh", object("enabled", true),
                        "learnedRoutes", object("install", true),
                        "externalIPs", object("clusterIPRanges", List.of("10.96.0.0/12"))));
        mesh.awaitRoutes(ALL);
        HostileRouter router = HostileRouter.plugIn(stage);
        router.tellEverything(addresses);
        router.peer(10_000);
        onlyTheHonestOne(stage, mesh, router, addresses);
        loops(stage, mesh, router);
        tooMany(stage, mesh, router);
    }

    private static void onlyTheHonestOne(Stage stage, Mesh mesh, HostileRouter router, List<String> addresses)
            throws IOException, InterruptedException {
        router.awaitOnlyTheHonestOne(KernelRoutes.of(NODE).gateways());
        // Its own Services and its two pod CIDRs the node tells itself, and n2 tells its own better: those are not even
        // used.
        stage.figures().put("said", awaitSaid(stage, HostileRouter.count() - 3));
        unharmed(stage, mesh, addresses);
    }

    /** The node's condition, once it counts that many as refused. */
    private static String awaitSaid(Stage stage, int refused) throws IOException, InterruptedException {
        Await.until(
                "a word on " + refused + " refused routes",
                Stage.LIMIT,
                () -> learned(stage).contains("not " + refused + " others"),
                () -> learned(stage));
        String said = learned(stage);
        Stage.require(said.contains("0.0.0.0/0: a default route"), "nothing is said of the default route: " + said);
        return said;
    }

    private static String learned(Stage stage) throws IOException {
        JsonObject status = stage.lab().routing().status(NODE);
        if (status.has("conditions")) {
            for (JsonElement each : status.getAsJsonArray("conditions")) {
                JsonObject condition = each.getAsJsonObject();
                if (condition.get("type").getAsString().equals("LearnedRoutes")) {
                    return condition.get("message").getAsString();
                }
            }
        }
        return "";
    }

    private static void unharmed(Stage stage, Mesh mesh, List<String> addresses)
            throws IOException, InterruptedException {
        mesh.packetsFlow(ALL);
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        for (String address : addresses) {
            stage.requests(address, 10, new TreeSet<>(lab(stage)).toArray(String[]::new));
        }
        String byDefault = Namespaces.run(NODE, "ip", "route", "show", "default");
        Stage.require(byDefault.strip().startsWith("default via 192.0.2.1 "), "the default route is " + byDefault);
    }

    private static List<String> lab(Stage stage) {
        return stage.lab().nodes().stream().map(each -> each.name()).toList();
    }

    /** Its routes come back as if the node's own AS had told them. */
    private static void loops(Stage stage, Mesh mesh, HostileRouter router) throws IOException, InterruptedException {
        router.bird().kill();
        router.bird().tellAsHeardFrom(64512);
        List<String> routes = List.of("10.78.0.0/16", "10.79.0.0/16", "2001:db8:78::/48");
        router.tell(routes);
        awaitPeer(stage, "v4", "looped", 2);
        awaitPeer(stage, "v6", "looped", 1);
        mesh.awaitRoutes(mesh.node(NODE), List.of(mesh.node("n2"), mesh.node("n3")));
    }

    private static void awaitPeer(Stage stage, String family, String field, long value)
            throws IOException, InterruptedException {
        Await.until(
                field + " " + value + " of " + PEER + "-" + family,
                Stage.LIMIT,
                () -> stage.lab().routing().peers(NODE).stream()
                        .anyMatch(peer -> peer.get("name").getAsString().equals(PEER + "-" + family)
                                && peer.has(field)
                                && peer.get(field).getAsLong() == value),
                () -> stage.lab().routing().peers(NODE).toString());
    }

    /** They are many already when the limit is lowered; when it is raised the session is back at once. */
    private static void tooMany(Stage stage, Mesh mesh, HostileRouter router) throws IOException, InterruptedException {
        Map<String, String> before = mesh.since("n2");
        router.bird().kill();
        List<String> many = new ArrayList<>();
        for (int i = 0; i <= LIMIT; i++) {
            many.add("10.80." + i + ".0/24");
        }
        router.tell(many);
        awaitPeer(stage, "v4", "received", LIMIT + 1);
        router.peer(LIMIT);
        Await.until(
                "the session ended with 6/1",
                Stage.LIMIT,
                () -> stage.lab().routing().peers(NODE).stream()
                        .anyMatch(peer -> peer.get("name").getAsString().equals(PEER + "-v4")
                                && !peer.get("state").getAsString().equals("Established")
                                && peer.get("lastError").getAsString().contains("6/1")),
                () -> stage.lab().routing().peers(NODE).toString());
        mesh.packetsFlow(ALL);
        router.peer(LIMIT + 1);
        awaitPeer(stage, "v4", "received", LIMIT + 1);
        Stage.require(
                before.equals(mesh.since("n2")), "sessions were reset: before " + before + ", now " + mesh.since("n2"));
    }
}
