package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.RoutingDaemon;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Upstream;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Annotations make route reflectors of nodes while they run: clients peer with those of their cluster alone, and still reach each other's
 * pods directly, for next hops stay as they are. A router that is a client too sees who told a route and through whom it came.
 */
final class RouteReflector implements ClusterScenario {
    private static final List<LabNode> ALL = LabNetwork.NODES;
    private static final String SERVER = "kube-router.io/rr.server";
    private static final String CLIENT = "kube-router.io/rr.client";
    private static final String CLUSTER = "42";

    @Override
    public String name() {
        return "route-reflector";
    }

    @Override
    public String summary() {
        return "route reflectors by annotation: clients peer with them alone; ORIGINATOR_ID, CLUSTER_LIST, next hops as BIRD sees them";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Mesh mesh = Mesh.withPods(stage);
        mesh.configure(object("enabled", true));
        mesh.awaitRoutes(ALL);
        annotate(stage, "n1", SERVER);
        annotate(stage, "n2", CLIENT);
        annotate(stage, "n3", CLIENT);
        mesh.awaitSessions("n2", "n1");
        mesh.awaitSessions("n3", "n1");
        mesh.awaitSessions("n1", "n2", "n3");
        mesh.awaitRoutes(ALL);
        mesh.packetsFlow(ALL);
        asARouterSeesIt(stage);
        aSecondOneTakesOver(stage, mesh);
    }

    private static void annotate(Stage stage, String node, String annotation) throws IOException {
        stage.lab().objects().annotateNode(node, annotation, CLUSTER);
    }

    private static void asARouterSeesIt(Stage stage) throws IOException, InterruptedException {
        Upstream upstream = Upstream.plugIn("up-bird", 1);
        LabNode reflector = stage.lab().node("n1").node();
        RoutingDaemon bird = DaemonKind.BIRD.at(
                upstream.cable(reflector),
                stage.lab().workspace().own("up-bird"),
                stage.lab().workspace().logs());
        RouterSetup.Neighbour session = new RouterSetup.Neighbour(
                upstream.address(IpFamily.IPV4),
                reflector.v4(),
                64512,
                Set.of(IpFamily.IPV4),
                Duration.ofSeconds(9),
                Set.of());
        bird.start(new RouterSetup(64512, upstream.address(IpFamily.IPV4), List.of(session), List.of()));
        stage.lab()
                .routing()
                .peer(
                        "client",
                        object(
                                "address", upstream.address(IpFamily.IPV4),
                                "asn", "Internal",
                                "families", List.of("IPv4Unicast"),
                                "routeReflectorClient", true,
                                "nodeSelector", object("matchLabels", object("kubernetes.io/hostname", "n1"))));
        LabNode client = stage.lab().node("n3").node();
        Await.until(
                "what " + client.name() + " tells, reflected to BIRD",
                Stage.LIMIT,
                () -> bird.routes(reflector.v4()).stream()
                        .anyMatch(route -> route.prefix().equals(client.podCidrV4())),
                () -> bird.about(reflector.v4()));
        String seen = bird.aboutRoute(client.podCidrV4());
        for (String wanted : List.of(
                "BGP.next_hop: " + client.v4(),
                "BGP.originator_id: " + client.v4(),
                "BGP.cluster_list: 0.0.0." + CLUSTER)) {
            Stage.require(seen.contains(wanted), "BIRD does not see \"" + wanted + "\" but " + seen);
        }
    }

    /** Two reflectors of one cluster: either may go, and nobody's pods are out of reach. */
    private static void aSecondOneTakesOver(Stage stage, Mesh mesh) throws IOException, InterruptedException {
        stage.lab().objects().annotateNode("n2", CLIENT, "");
        annotate(stage, "n2", SERVER);
        mesh.awaitSessions("n3", "n1", "n2");
        mesh.awaitRoutes(ALL);
        Map<String, String> before = mesh.since("n3");
        stage.lab().objects().annotateNode("n1", SERVER, "");
        annotate(stage, "n1", CLIENT);
        mesh.awaitSessions("n3", "n2");
        stage.figures().seconds("other_reflector_to_routed_s", mesh.awaitRoutes(ALL));
        mesh.packetsFlow(ALL);
        Stage.require(
                Objects.equals(before.get("node n2"), mesh.since("n3").get("node n2")),
                "the session of n3 with n2 was reset: before " + before + ", now " + mesh.since("n3"));
    }
}
