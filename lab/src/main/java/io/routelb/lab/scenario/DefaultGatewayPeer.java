package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** Nobody names r1: the nodes find it by their default routes, and follow those. */
final class DefaultGatewayPeer implements ClusterScenario {
    private static final String NODE = "n1";
    private static final String ROUTER_V6 = "2001:db8:0:2::1";
    private static final String OTHER = OtherRouter.ADDRESS;

    @Override
    public String name() {
        return "default-gateway-peer";
    }

    @Override
    public String summary() {
        return "autoDiscovery DefaultGateway: the peer is the gateway, follows a changed default route, IPv4 and IPv6, two next hops are two peers";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on(NODE)));
        List<String> addresses = stage.awaitAddresses("web");
        RoutingObjects routing = stage.lab().routing();
        routing.deletePeer("r1");
        stage.awaitNoSession();
        routing.peer("gateway", object("autoDiscovery", "DefaultGateway", "asn", "External"));
        stage.figures().seconds("named_to_nexthops_s", stage.awaitNextHops(addresses, "n1", "n2", "n3"));
        LocalAddresses.awaitCondition(stage, NODE, "NeighboursFound", "True Found");
        RouterPaths paths = new RouterPaths(stage);
        takenAway(stage);
        changed(stage, addresses, OtherRouter.start(stage, NODE));
        paths.requireSameSessions(List.of("n2", "n3"));
        overIPv6(stage, addresses);
    }

    /** As DHCP clients do now and then: nothing comes of it. */
    private static void takenAway(Stage stage) throws IOException, InterruptedException {
        RouterPaths paths = new RouterPaths(stage);
        Namespaces.run(NODE, "ip", "route", "del", "default");
        Await.throughout(
                "the session while there is no default route",
                Duration.ofSeconds(1),
                () -> peers(stage).equals(Set.of("192.0.2.1 Established")));
        Namespaces.run(NODE, "ip", "route", "add", "default", "via", "192.0.2.1");
        paths.requireSameSessions();
    }

    /** To two at once, to the other alone, and back. */
    private static void changed(Stage stage, List<String> addresses, BirdDaemon other)
            throws IOException, InterruptedException {
        String ours = stage.lab().node(NODE).node().v4();
        Namespaces.run(
                NODE, "ip", "route", "replace", "default", "nexthop", "via", "192.0.2.1", "nexthop", "via", OTHER);
        awaitPeers(stage, "192.0.2.1 Established", OTHER + " Established");
        long changed = System.nanoTime();
        Namespaces.run(NODE, "ip", "route", "replace", "default", "via", OTHER);
        stage.awaitNextHops(addresses, "n2", "n3");
        stage.figures().seconds("changed_to_left_s", Duration.ofNanos(System.nanoTime() - changed));
        awaitPeers(stage, OTHER + " Established");
        Stage.require(other.established(ours), "the other router has no session: " + other.about(ours));
        long back = System.nanoTime();
        Namespaces.run(NODE, "ip", "route", "replace", "default", "via", "192.0.2.1");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        stage.figures().seconds("changed_to_back_s", Duration.ofNanos(System.nanoTime() - back));
        awaitPeers(stage, "192.0.2.1 Established");
    }

    /** One that carries IPv6 only is the gateway for IPv6, link-local or not. */
    private static void overIPv6(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        List<String> six = addresses.stream().filter(each -> each.contains(":")).toList();
        stage.lab().routing().peer("gateway", object("families", List.of("IPv6Unicast")));
        awaitPeers(stage, ROUTER_V6 + " Established");
        stage.awaitNextHops(six, "n1", "n2", "n3");
        Namespaces.run(NODE, "ip", "-6", "route", "replace", "default", "via", linkLocal(), "dev", "eth0");
        String there = linkLocal() + "%eth0 ";
        Await.until(
                "one peer of " + NODE + ", at " + there,
                Stage.LIMIT,
                () -> peers(stage).size() == 1 && peers(stage).first().startsWith(there),
                () -> stage.lab().routing().report(NODE));
    }

    private static String linkLocal() throws IOException, InterruptedException {
        return Namespaces.linkLocal(LabNetwork.ROUTER, "br0");
    }

    private static void awaitPeers(Stage stage, String... wanted) throws IOException, InterruptedException {
        Set<String> all = Set.of(wanted);
        Await.until(
                "peers " + all + " of " + NODE,
                Stage.LIMIT,
                () -> peers(stage).equals(all),
                () -> stage.lab().routing().report(NODE));
    }

    private static NavigableSet<String> peers(Stage stage) throws IOException {
        NavigableSet<String> seen = new TreeSet<>();
        for (JsonObject peer : stage.lab().routing().peers(NODE)) {
            seen.add(peer.get("address").getAsString() + " " + peer.get("state").getAsString());
        }
        return seen;
    }
}
