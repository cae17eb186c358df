package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ResourceKind;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Four ways to say which AS a node is, each followed live and by the nodes concerned alone. */
final class MultiAs implements ClusterScenario {
    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final String ROUTER_V6 = "2001:db8:0:2::1";

    @Override
    public String name() {
        return "multi-as";
    }

    @Override
    public String summary() {
        return "ASes for the cluster, a group of nodes, one node and one peer: each node tells its own, and only its session begins anew; IPv6 only";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        String route = addresses.getFirst() + "/32";
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        RouterPaths paths = new RouterPaths(stage);
        RoutingObjects routing = stage.lab().routing();
        routing.config("group", object("backend", "Native", "localASN", 4_200_000_001L, "nodeSelector", only("n2")));
        stage.figures()
                .seconds(
                        "group_to_told_s",
                        paths.await(route, Map.of("n1", "path 64512", "n2", "path 4200000001", "n3", "path 64512")));
        paths.requireSameSessions(List.of("n1", "n3"));
        routing.annotate("n3", object("routelb.io/node.asn", "65003"));
        paths.await(route, Map.of("n1", "path 64512", "n2", "path 4200000001", "n3", "path 65003"));
        paths.requireSameSessions(List.of("n1"));
        perPeer(stage, paths, route);
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        stage.figures().put("requests", stage.requests(addresses.getFirst(), 60, "n1", "n2", "n3"));
        clusterWide(stage, paths, route);
        withoutIPv4(stage, addresses);
    }

    /** r1 for n1 alone says another AS than the RoutingConfig, and the other two keep theirs with it. */
    private static void perPeer(Stage stage, RouterPaths paths, String route) throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        JsonObject others = object("key", HOSTNAME, "operator", "NotIn", "values", List.of("n1"));
        routing.peer("r1", object("nodeSelector", object("matchExpressions", List.of(others))));
        routing.peer(
                "r1-as", object("address", "192.0.2.1", "asn", 64_500, "localASN", 64_999, "nodeSelector", only("n1")));
        paths.await(route, Map.of("n1", "path 64999", "n2", "path 4200000001", "n3", "path 65003"));
    }

    /** The cluster's AS changes: a node or a peer that says its own does not. */
    private static void clusterWide(Stage stage, RouterPaths paths, String route)
            throws IOException, InterruptedException {
        stage.lab().routing().annotate("n3", RoutingChange.without("routelb.io/node.asn"));
        paths.await(route, Map.of("n1", "path 64999", "n2", "path 4200000001", "n3", "path 64512"));
        RouterPaths before = new RouterPaths(stage);
        stage.lab().routing().configure(object("localASN", 64_600));
        paths.await(route, Map.of("n1", "path 64999", "n2", "path 4200000001", "n3", "path 64600"));
        before.requireSameSessions(List.of("n2"));
    }

    /** Without an IPv4 address a node has an identifier all the same, and speaks over IPv6. */
    private static void withoutIPv4(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        String own = stage.lab().node("n2").node().v6();
        stage.lab()
                .api()
                .merge(
                        ResourceKind.NODE.path("", "n2") + "/status",
                        object("status", object("addresses", List.of(object("type", "InternalIP", "address", own)))));
        JsonObject others = object("key", HOSTNAME, "operator", "NotIn", "values", List.of("n1", "n2"));
        routing.peer("r1", object("nodeSelector", object("matchExpressions", List.of(others))));
        routing.peer("r1-v6", object("address", ROUTER_V6, "asn", 64_500, "nodeSelector", only("n2")));
        Await.until(
                "a session of n2 over IPv6",
                Stage.LIMIT,
                () -> stage.lab().router().establishedPeers().contains(own),
                () -> routing.report("n2"));
        Await.until(
                "an identifier of n2 that is no IPv4 address of its own",
                Stage.LIMIT,
                () -> !List.of("0.0.0.0", stage.lab().node("n2").node().v4()).contains(id(routing)),
                () -> id(routing));
        stage.awaitNextHops(
                addresses.stream().filter(each -> each.contains(":")).toList(), "n1", "n2", "n3");
    }

    private static String id(RoutingObjects routing) throws IOException {
        return routing.status("n2").get("routerID").getAsString();
    }

    private static JsonObject only(String node) {
        return object("matchLabels", object(HOSTNAME, node));
    }
}
