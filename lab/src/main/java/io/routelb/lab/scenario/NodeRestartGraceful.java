package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.FrrRouter;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Monitor;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An agent that is killed, and one that is stopped for an upgrade, come back without a router or a request noticing (RFC 4724); a node that
 * is cut off is gone as soon as BFD says so. Two routers see it: r1 (FRR), through which the requests come, and r2 (BIRD).
 */
final class NodeRestartGraceful implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final String R2 = "r2";
    private static final String R2_ADDRESS = "192.0.2.2";
    private static final int R2_ASN = 64501;
    private static final int OUR_ASN = 64512;
    private static final Duration RESTART = Duration.ofSeconds(60);
    private static final Duration BFD = Duration.ofMillis(100);
    private static final int MULTIPLIER = 3;
    private static final Duration AWAY = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "node-restart-graceful";
    }

    @Override
    public String summary() {
        return "an agent killed, and one stopped for an upgrade, come back unnoticed by FRR, BIRD and every request; a node cut off is not missed";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        BirdDaemon r2 = secondRouter(stage);
        stage.services()
                .create(ServiceRequest.named("web"), List.of(Endpoint.on("n1"), Endpoint.on("n2"), Endpoint.on("n3")));
        stage.services().create(ServiceRequest.named("goes"), List.of(Endpoint.on("n2")));
        List<String> web = stage.awaitAddresses("web");
        List<String> goes = stage.awaitAddresses("goes");
        Routers routers = new Routers(stage, r2);
        routers.awaitAll(web);
        routers.awaitAll(goes);
        Monitor monitor = stage.lab().monitor(LabNetwork.ROUTER);
        List<Client.Requests> requests = new ArrayList<>();
        for (String address : web) {
            requests.add(stage.lab().client().start(address));
        }
        NodeHost node = stage.lab().node("n1");
        AgentPods pods = new AgentPods(stage.lab().api());
        try {
            pods.create("agent-a");
            killed(stage, routers, node, web, goes);
            upgraded(stage, routers, node, web, pods);
        } finally {
            pods.remove();
        }
        int answered = 0;
        for (Client.Requests each : requests) {
            answered += Traffic.noneFailed("the agent of n1 was away", each.stop());
        }
        stage.figures().put("requests", answered).put("failed", 0);
        unchanged(monitor.stop(), web);
        cutOff(stage, routers, web);
    }

    private static BirdDaemon secondRouter(Stage stage) throws IOException, InterruptedException {
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
                        Duration.ofSeconds(9),
                        Set.of(new Option.GracefulRestart(RESTART), new Option.Bfd(BFD, MULTIPLIER))))
                .toList();
        r2.start(new RouterSetup(R2_ASN, R2_ADDRESS, nodes, List.of()));
        JsonObject restart = object("restartTime", RESTART.toSeconds() + "s");
        stage.lab().routing().peer("r1", object("gracefulRestart", restart));
        stage.lab().routing().peer(R2, object("address", R2_ADDRESS, "asn", R2_ASN, "gracefulRestart", restart));
        return r2;
    }

    /** SIGKILL. What is deleted meanwhile the routers keep until the agent is back, and no longer. */
    private static void killed(Stage stage, Routers routers, NodeHost node, List<String> web, List<String> goes)
            throws IOException, InterruptedException {
        node.killAgent();
        routers.awaitAway(node.node());
        stage.services().delete("goes");
        stage.awaitNextHops(goes, node.name());
        kept(routers, web);
        long started = System.nanoTime();
        node.startAgentAs("agent-a");
        routers.awaitBack(node.node(), web);
        stage.figures().seconds("killed_start_to_back_s", Duration.ofNanos(System.nanoTime() - started));
        stage.awaitNextHops(goes);
        for (String address : goes) {
            stage.awaitHolders(address);
        }
    }

    /** As a DaemonSet's rolling update does: the Pod is being deleted, and another one comes. */
    private static void upgraded(Stage stage, Routers routers, NodeHost node, List<String> web, AgentPods pods)
            throws IOException, InterruptedException {
        pods.delete("agent-a");
        Stage.require(node.stopAgent(), "the agent of " + node.name() + " did not stop by itself");
        Stage.require(
                node.serviceAddresses().containsAll(web),
                node.name() + " has only " + node.serviceAddresses() + " left after a stop for an upgrade");
        routers.awaitAway(node.node());
        kept(routers, web);
        pods.create("agent-b");
        long started = System.nanoTime();
        node.startAgentAs("agent-b");
        routers.awaitBack(node.node(), web);
        stage.figures().seconds("upgrade_start_to_back_s", Duration.ofNanos(System.nanoTime() - started));
    }

    private static void kept(Routers routers, List<String> addresses) throws IOException, InterruptedException {
        Await.throughout("both routers keep the routes", AWAY, () -> routers.haveAll(addresses));
    }

    /** r1's kernel was told nothing about them at all. */
    private static void unchanged(List<KernelChange> changes, List<String> addresses) throws IOException {
        for (KernelChange change : changes) {
            Stage.require(
                    !(change instanceof KernelChange.Route route && addresses.contains(route.destination())),
                    "the way to an address changed at r1: " + change);
        }
    }

    /** With BFD, to which a dead node is silence like any other (RFC 5882 section 4.3). */
    private static void cutOff(Stage stage, Routers routers, List<String> web)
            throws IOException, InterruptedException {
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
        LabNode node = stage.lab().node("n3").node();
        Await.until(
                "BFD up between n3 and both routers",
                Stage.LIMIT,
                () -> stage.bfdUp(node.name()) == 2,
                () -> stage.lab().routing().report(node.name()));
        long cut = System.nanoTime();
        LabNetwork.unplug(node);
        stage.awaitNextHops(web, "n1", "n2");
        stage.figures().seconds("cut_to_gone_from_frr_s", Duration.ofNanos(System.nanoTime() - cut));
        Await.until(
                "r2 having nothing of n3", Stage.LIMIT, () -> routers.atR2(node).isEmpty());
        Duration took = Duration.ofNanos(System.nanoTime() - cut);
        stage.figures().seconds("cut_to_gone_from_both_s", took);
        Stage.require(took.toMillis() < 2_000, "a node that was cut off was used for " + took.toMillis() + " ms");
        LabNetwork.plug(node);
        routers.awaitAll(web);
    }

    /** What both routers have of whom. */
    private record Routers(Stage stage, BirdDaemon r2) {
        void awaitAll(List<String> addresses) throws IOException, InterruptedException {
            stage.awaitNextHops(addresses, ALL);
            Await.until("r2 having " + addresses + " from every node", Stage.LIMIT, () -> haveAll(addresses));
        }

        boolean haveAll(List<String> addresses) throws IOException, InterruptedException {
            for (String address : addresses) {
                if (!stage.nextHops(address).equals(Set.of(ALL))) {
                    return false;
                }
            }
            for (LabNode node : LabNetwork.NODES) {
                Set<String> seen = atR2(node).stream()
                        .map(route -> route.prefix().replaceFirst("/.*", ""))
                        .collect(Collectors.toSet());
                if (!seen.containsAll(addresses)) {
                    return false;
                }
            }
            return true;
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
}
