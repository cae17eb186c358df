package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.topology.KernelRoutes;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * n1 and r1 have two more links, without any address but the link-local ones they grow by themselves. FRR's {@code neighbor IF interface}
 * and our {@code interface} find each other by router advertisements; the Service is reached over both, IPv4 too.
 */
final class BgpUnnumbered implements ClusterScenario {
    private static final List<String> LINKS = List.of("p1", "p2");
    private static final int REQUESTS = 100;

    @Override
    public String name() {
        return "bgp-unnumbered";
    }

    @Override
    public String summary() {
        return "peers named by two interfaces, found by router advertisements: IPv4 and IPv6 over both, a link flaps, a neighbour moves";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        for (String link : LINKS) {
            plugIn(stage, link);
        }
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.lab().routing().deletePeer("r1");
        long named = System.nanoTime();
        for (String link : LINKS) {
            stage.lab().routing().peer("over-" + link, object("interface", link, "asn", "External"));
        }
        awaitGateways(stage, addresses, LINKS);
        stage.figures().seconds("named_to_both_nexthops_s", Duration.ofNanos(System.nanoTime() - named));
        for (String address : addresses) {
            stage.figures().put("requests_" + address, stage.requests(address, REQUESTS, "n1"));
        }
        awaitPeers(stage, "Established");
        LocalAddresses.awaitCondition(stage, "n1", "NeighboursFound", "True Found");
        LocalAddresses.awaitCondition(stage, "n2", "NeighboursFound", "False NoNeighbour");
        flap(stage, addresses);
        move(stage, addresses);
    }

    /** A link between n1 and r1, and the router's side of the session. */
    private static void plugIn(Stage stage, String link) throws IOException, InterruptedException {
        String far = "n1-" + link;
        String router = LabNetwork.ROUTER;
        Command.run("ip", "-n", router, "link", "add", far, "type", "veth", "peer", "name", link, "netns", "n1");
        Command.run("ip", "-n", router, "link", "set", far, "up");
        Command.run("ip", "-n", "n1", "link", "set", link, "up");
        List<String> lines = new ArrayList<>(List.of(
                "configure terminal",
                "router bgp 64500",
                "neighbor " + far + " interface remote-as external",
                "neighbor " + far + " timers 3 9",
                "neighbor " + far + " timers connect 1",
                "neighbor " + far + " advertisement-interval 0"));
        for (String family : List.of("v4", "v6")) {
            lines.addAll(List.of(
                    "address-family ip" + family + " unicast",
                    "neighbor " + far + " activate",
                    "neighbor " + far + " route-map services-" + family + " in",
                    "neighbor " + far + " route-map nothing out",
                    "exit-address-family"));
        }
        stage.lab().router().configure(lines);
    }

    /** Down at the node: its session is gone at once, the other carries everything; up: it is found again. */
    private static void flap(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        long down = System.nanoTime();
        Namespaces.run("n1", "ip", "link", "set", "p2", "down");
        awaitGateways(stage, addresses, LINKS.subList(0, 1));
        stage.figures().seconds("down_to_left_s", Duration.ofNanos(System.nanoTime() - down));
        for (String address : addresses) {
            stage.requests(address, REQUESTS, "n1");
        }
        long up = System.nanoTime();
        Namespaces.run("n1", "ip", "link", "set", "p2", "up");
        awaitGateways(stage, addresses, LINKS);
        stage.figures().seconds("up_to_back_s", Duration.ofNanos(System.nanoTime() - up));
    }

    /** The router's end of a link gets another address, as when it is replaced. */
    private static void move(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        String far = "n1-p2";
        long moved = System.nanoTime();
        Namespaces.run(LabNetwork.ROUTER, "ip", "link", "set", far, "down");
        Namespaces.run(LabNetwork.ROUTER, "ip", "link", "set", far, "address", "02:00:00:00:77:01");
        Namespaces.run(LabNetwork.ROUTER, "ip", "link", "set", far, "up");
        awaitGateways(stage, addresses, LINKS);
        String now = Namespaces.linkLocal(LabNetwork.ROUTER, far);
        Await.until(
                "a session of n1 with " + now + "%p2",
                Stage.LIMIT,
                () -> peers(stage).contains(now + "%p2 Established"),
                () -> peers(stage).toString());
        stage.figures().seconds("moved_to_back_s", Duration.ofNanos(System.nanoTime() - moved));
    }

    private static void awaitGateways(Stage stage, List<String> addresses, List<String> links)
            throws IOException, InterruptedException {
        Set<String> ipv4 = new TreeSet<>();
        Set<String> ipv6 = new TreeSet<>();
        for (String link : links) {
            ipv4.add(KernelRoutes.UNNUMBERED + " dev n1-" + link);
            ipv6.add(Namespaces.linkLocal("n1", link));
        }
        Await.until(
                "next hops " + ipv4 + " and " + ipv6 + " in r1's kernel for " + addresses,
                Stage.LIMIT,
                () -> {
                    for (String address : addresses) {
                        Set<String> wanted = address.contains(":") ? ipv6 : ipv4;
                        if (!stage.lab().router().routes().to(address).equals(wanted)) {
                            return false;
                        }
                    }
                    return true;
                },
                () -> stage.lab().router().routes().gateways() + " " + peers(stage));
    }

    /** Each link has one session, with the router's address on it. */
    private static void awaitPeers(Stage stage, String state) throws IOException, InterruptedException {
        Set<String> wanted = new TreeSet<>();
        for (String link : LINKS) {
            wanted.add(Namespaces.linkLocal(LabNetwork.ROUTER, "n1-" + link) + "%" + link + " " + state);
        }
        Await.until(
                "the status of n1 with peers " + wanted,
                Stage.LIMIT,
                () -> peers(stage).equals(wanted),
                () -> peers(stage).toString());
    }

    private static NavigableSet<String> peers(Stage stage) throws IOException {
        NavigableSet<String> seen = new TreeSet<>();
        for (JsonObject peer : stage.lab().routing().peers("n1")) {
            seen.add(peer.get("address").getAsString() + " " + peer.get("state").getAsString());
        }
        return seen;
    }
}
