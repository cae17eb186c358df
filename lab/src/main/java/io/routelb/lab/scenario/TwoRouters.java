package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.FrrRouter;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What two routers have of whom: r1, an FRR that knows its neighbours by prefix, and r2, a BIRD that names them. */
record TwoRouters(Stage stage, BirdDaemon r2) {
    /** Of both, and of BFD with both. */
    static final Duration BFD = Duration.ofMillis(100);

    static final int MULTIPLIER = 3;
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final String R2 = "r2";
    private static final String R2_ADDRESS = "192.0.2.2";
    private static final int R2_ASN = 64501;
    private static final int OUR_ASN = 64512;
    private static final Duration HOLD = Duration.ofSeconds(9);
    private static final Duration RESTART = Duration.ofSeconds(60);

    /** Puts r2 beside r1. Nothing is said of graceful restart. */
    static TwoRouters start(Stage stage) throws IOException, InterruptedException {
        LabNetwork.furtherRouter(R2, R2_ADDRESS, "2001:db8:0:2::2");
        BirdDaemon r2 = new BirdDaemon(
                new Cable("n1", R2, 1),
                stage.lab().workspace().folder().resolve(R2),
                stage.lab().workspace().logs());
        List<RouterSetup.Neighbour> nodes = LabNetwork.NODES.stream()
                .map(node -> new RouterSetup.Neighbour(
                        R2_ADDRESS,
                        node.v4(),
                        OUR_ASN,
                        Set.of(IpFamily.values()),
                        HOLD,
                        Set.of(new Option.GracefulRestart(RESTART), new Option.Bfd(BFD, MULTIPLIER))))
                .toList();
        r2.start(new RouterSetup(R2_ASN, R2_ADDRESS, nodes, List.of()));
        stage.lab().routing().peer(R2, object("address", R2_ADDRESS, "asn", R2_ASN));
        return new TwoRouters(stage, r2);
    }

    /** Turns BFD on, at r1 too; r2 waits for it anyway. Done when it is up between all nodes and both. */
    void bfd() throws IOException, InterruptedException {
        JsonObject bfd = object(
                "transmitInterval", BFD.toMillis() + "ms",
                "receiveInterval", BFD.toMillis() + "ms",
                "detectMultiplier", MULTIPLIER);
        for (String name : List.of("r1", R2)) {
            stage.lab().routing().peer(name, object("bfd", bfd));
        }
        stage.lab()
                .router()
                .vtysh(
                        "configure terminal",
                        "router bgp " + FrrRouter.ASN,
                        "neighbor nodes bfd " + MULTIPLIER + " " + BFD.toMillis() + " " + BFD.toMillis());
        for (LabNode node : LabNetwork.NODES) {
            awaitBfd(node);
        }
    }

    /** Waits for BFD between the node and both routers. */
    void awaitBfd(LabNode node) throws IOException, InterruptedException {
        Await.until(
                "BFD up between " + node.name() + " and both routers",
                Stage.LIMIT,
                () -> stage.bfdUp(node.name()) == 2,
                () -> stage.lab().routing().report(node.name()));
    }

    void awaitAll(List<String> addresses) throws IOException, InterruptedException {
        stage.awaitNextHops(addresses, ALL);
        Await.until("r2 having " + addresses + " from every node", Stage.LIMIT, () -> haveAll(addresses));
    }

    boolean haveAllAtR1(List<String> addresses) throws IOException, InterruptedException {
        for (String address : addresses) {
            if (!stage.nextHops(address).equals(Set.of(ALL))) {
                return false;
            }
        }
        return true;
    }

    boolean haveAll(List<String> addresses) throws IOException, InterruptedException {
        for (LabNode node : LabNetwork.NODES) {
            Set<String> seen = atR2(node).stream()
                    .map(route -> route.prefix().replaceFirst("/.*", ""))
                    .collect(Collectors.toSet());
            if (!seen.containsAll(addresses)) {
                return false;
            }
        }
        return haveAllAtR1(addresses);
    }

    List<SeenRoute> atR2(LabNode node) throws IOException, InterruptedException {
        return r2.routes(node.v4());
    }

    void awaitAway(LabNode node) throws IOException, InterruptedException {
        Await.until(
                "both routers seeing " + node.name() + " gone",
                Stage.LIMIT,
                () -> !stage.lab().router().establishedPeers().contains(node.v4()) && !r2.established(node.v4()));
    }

    /** Waits until r2 has nothing of the node. */
    void awaitGoneFromR2(LabNode node) throws IOException, InterruptedException {
        Await.until(
                "r2 having nothing of " + node.name(),
                Stage.LIMIT,
                () -> atR2(node).isEmpty());
    }

    /** Sessions are there, and nothing is stale any more. */
    void awaitBack(LabNode node, List<String> addresses) throws IOException, InterruptedException {
        Await.until(
                "both routers seeing " + node.name() + " back, and nothing of it stale",
                Stage.LIMIT,
                () -> stage.lab().router().establishedPeers().contains(node.v4())
                        && r2.established(node.v4())
                        && atR2(node).stream().noneMatch(SeenRoute::stale)
                        && !staleAtR1(node, addresses)
                        && haveAll(addresses));
    }

    private boolean staleAtR1(LabNode node, List<String> addresses) throws IOException, InterruptedException {
        for (String address : addresses) {
            String family = address.contains(":") ? "ipv6" : "ipv4";
            JsonObject route = stage.lab().router().json("show bgp " + family + " unicast " + address);
            for (JsonElement path : route.getAsJsonArray("paths")) {
                JsonObject object = path.getAsJsonObject();
                String from = object.getAsJsonObject("peer").get("peerId").getAsString();
                if (from.equals(node.v4()) && object.has("stale")) {
                    return true;
                }
            }
        }
        return false;
    }
}
