package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ResourceKind;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Monitor;
import io.routelb.model.Annotations;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Nodes are taken out of service, by the command, by a label, by a cordon, by the end of an agent, and the requests are answered. Two routers see it: r1
 * (FRR), through which the requests come, and r2 (BIRD), which shows what a route is told with.
 */
final class Drain implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    static final String GRACEFUL_SHUTDOWN = "65535:0";

    private static final String R2 = "r2";
    private static final String R2_ADDRESS = "192.0.2.2";
    private static final int R2_ASN = 64501;
    private static final Duration STAND_BACK = Duration.ofSeconds(2);
    private static final int SOMETHING_STAYS = 3;

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public String summary() {
        return "nodes taken out: GRACEFUL_SHUTDOWN, then withdrawal, then Cease in words; never the last one, and requests are answered";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        BirdDaemon r2 = secondRouter(stage, R2_ASN);
        JsonObject drain = object("onCordon", true, "gracefulShutdown", STAND_BACK.toMillis() + "ms");
        stage.lab().routing().config("default", object("drain", drain));
        stage.services()
                .create(ServiceRequest.named("web"), List.of(Endpoint.on("n1"), Endpoint.on("n2"), Endpoint.on("n3")));
        stage.services().create(ServiceRequest.named("own").local(), List.of(Endpoint.on("n1")));
        List<String> web = stage.awaitAddresses("web");
        List<String> own = stage.awaitAddresses("own");
        stage.awaitNextHops(web, ALL);
        stage.awaitNextHops(own, "n1");
        for (LabNode node : LabNetwork.NODES) {
            Await.until("r2 hearing " + node.name(), Stage.LIMIT, () -> tells(r2, node, web));
        }
        Monitor router = stage.lab().monitor(LabNetwork.ROUTER);
        List<Client.Requests> requests = new ArrayList<>();
        for (String address : web) {
            requests.add(stage.lab().client().start(address));
        }
        byCommand(stage, r2, web, own);
        allOfThem(stage, web);
        atTheEnd(stage, r2, web);
        List<KernelChange> routes = router.stop();
        for (int i = 0; i < web.size(); i++) {
            Traffic.noneFailedButMoved(stage, web.get(i), requests.get(i).stop(), routes);
        }
    }

    /** A BIRD of that AS beside r1, to which every node speaks. */
    static BirdDaemon secondRouter(Stage stage, long asn) throws IOException, InterruptedException {
        LabNetwork.furtherRouter(R2, R2_ADDRESS, "2001:db8:0:2::2");
        BirdDaemon r2 = new BirdDaemon(
                new Cable("n1", R2, 1),
                stage.lab().workspace().own(R2),
                stage.lab().workspace().logs());
        List<RouterSetup.Neighbour> nodes = LabNetwork.NODES.stream()
                .map(node -> new RouterSetup.Neighbour(
                        R2_ADDRESS, node.v4(), 64512, Set.of(IpFamily.values()), Duration.ofSeconds(9), Set.of()))
                .toList();
        r2.start(new RouterSetup(asn, R2_ADDRESS, nodes, List.of()));
        stage.lab().routing().peer(R2, object("address", R2_ADDRESS, "asn", asn));
        return r2;
    }

    private static boolean tells(BirdDaemon r2, LabNode node, List<String> addresses)
            throws IOException, InterruptedException {
        List<String> told = r2.routes(node.v4()).stream()
                .map(route -> route.prefix().replaceFirst("/.*", ""))
                .toList();
        return told.containsAll(addresses);
    }

    private static boolean standsBack(BirdDaemon r2, LabNode node, String address)
            throws IOException, InterruptedException {
        for (SeenRoute route : r2.routes(node.v4())) {
            if (route.prefix().startsWith(address + "/")) {
                return route.communities().contains(GRACEFUL_SHUTDOWN);
            }
        }
        return false;
    }

    /** What others serve goes in order; what only n1 serves stays, and the command says so. Undone, all is back. */
    private static void byCommand(Stage stage, BirdDaemon r2, List<String> web, List<String> own)
            throws IOException, InterruptedException {
        LabNode node = stage.lab().node("n1").node();
        simulated(stage, node, web, own);
        Command.Output asked = routelb(stage, "drain", node.name(), "--timeout", "0s");
        Stage.require(asked.exit() == 0, "the drain was not taken: " + asked);
        long began = System.nanoTime();
        for (String address : web) {
            Await.until(
                    "r2 hearing " + address + " of " + node.name() + " with GRACEFUL_SHUTDOWN",
                    Stage.LIMIT,
                    () -> standsBack(r2, node, address),
                    () -> r2.routes(node.v4()).toString());
        }
        stage.awaitNextHops(web, "n2", "n3"); // r1 prefers the others before anything is withdrawn
        stage.figures().seconds("command_to_others_preferred_s", Duration.ofNanos(System.nanoTime() - began));
        Await.until(
                "the routes of " + node.name() + " withdrawn at r2",
                Stage.LIMIT,
                () -> !tells(r2, node, List.of(web.getFirst())));
        stage.figures().seconds("command_to_withdrawn_s", Duration.ofNanos(System.nanoTime() - began));
        for (String address : web) {
            stage.awaitHolders(address, "n2", "n3");
        }
        Stage.require(
                stage.lab().router().establishedPeers().contains(node.v4()) && r2.established(node.v4()),
                "a session of " + node.name() + " ended");
        stage.awaitNextHops(own, "n1");
        Command.Output again = routelb(stage, "drain", node.name());
        Stage.require(
                again.exit() == SOMETHING_STAYS
                        && again.out().contains("LastNode")
                        && again.out().contains(own.getFirst()),
                "the command said " + again);
        told(stage, node, web.getFirst());
        Command.Output undone = routelb(stage, "drain", node.name(), "--undo");
        Stage.require(undone.exit() == 0, "the drain was not undone: " + undone);
        stage.awaitNextHops(web, ALL);
        Stage.require(!standsBack(r2, node, web.getFirst()), "a route of " + node.name() + " still stands back");
    }

    /** What people are told meanwhile: of the Service, and on the node. */
    private static void told(Stage stage, LabNode node, String address) throws IOException, InterruptedException {
        Command.Output explained = routelb(
                stage,
                "explain",
                stage.services()
                                .get("web")
                                .orElseThrow()
                                .getAsJsonObject("metadata")
                                .get("namespace")
                                .getAsString() + "/web");
        Stage.require(
                explained.out().contains("range")
                        && explained.out().contains("NodeDrained: node " + node.name())
                        && explained.out().contains("r1 r2"),
                "explain said " + explained);
        List<String> status = List.of(
                "status",
                "--state-dir",
                String.valueOf(stage.lab().node(node.name()).stateFile().getParent()));
        Command.Output here = Command.attempt(
                stage.lab().workspace().programs().command("lb-node", "io.routelb.node.app.Main", status), "");
        Stage.require(
                here.exit() == 0
                        && here.out().contains("192.0.2.1 ")
                        && here.out().matches("(?s).*" + address + " +NodeDrained .*"),
                "lb-node status said " + here);
    }

    private static void simulated(Stage stage, LabNode node, List<String> web, List<String> own)
            throws IOException, InterruptedException {
        Command.Output forecast = routelb(stage, "drain", node.name(), "--simulate");
        Stage.require(
                forecast.exit() == SOMETHING_STAYS
                        && own.stream().allMatch(address -> forecast.out().contains(address)),
                "the forecast was " + forecast);
        Stage.require(stage.nextHops(web.getFirst()).equals(Set.of(ALL)), "a forecast changed something");
    }

    /** What {@code kubectl routelb} answers. */
    static Command.Output routelb(Stage stage, String... words) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--kubeconfig", stage.lab().adminKubeconfig().toString()));
        return Command.attempt(stage.lab().workspace().programs().command("cli", "io.routelb.cli.Main", arguments), "");
    }

    /** One after the other, by another trigger each: the one named last stays. */
    private static void allOfThem(Stage stage, List<String> web) throws IOException, InterruptedException {
        change(stage, "n1", object("metadata", object("annotations", object(Annotations.DRAIN, ""))));
        change(stage, "n2", object("spec", object("unschedulable", true)));
        change(
                stage,
                "n3",
                object(
                        "metadata",
                        object("labels", object("node.kubernetes.io/exclude-from-external-load-balancers", ""))));
        stage.awaitNextHops(web, "n3");
        LocalAddresses.awaitCondition(stage, "n3", "InService", "False LastNode");
        LocalAddresses.awaitCondition(stage, "n2", "InService", "False Drained");
        for (String address : web) {
            stage.awaitHolders(address, "n3");
        }
        JsonObject none = new JsonObject();
        none.add(Annotations.DRAIN, JsonNull.INSTANCE);
        change(stage, "n1", object("metadata", object("annotations", none)));
        stage.awaitNextHops(web, "n1"); // now n3 may go
        change(stage, "n2", object("spec", object("unschedulable", false)));
        JsonObject unlabelled = new JsonObject();
        unlabelled.add("node.kubernetes.io/exclude-from-external-load-balancers", JsonNull.INSTANCE);
        change(stage, "n3", object("metadata", object("labels", unlabelled)));
        stage.awaitNextHops(web, ALL);
    }

    /** Merges this into the Node. */
    static void change(Stage stage, String node, JsonObject change) throws IOException {
        stage.lab().api().merge(ResourceKind.NODE.path("", node), change);
    }

    /** SIGTERM: the same in a row, and then the router is told why the session ends. */
    private static void atTheEnd(Stage stage, BirdDaemon r2, List<String> web)
            throws IOException, InterruptedException {
        NodeHost host = stage.lab().node("n2");
        LabNode node = host.node();
        host.terminateAgent();
        Await.until(
                "r2 hearing the routes of " + node.name() + " with GRACEFUL_SHUTDOWN",
                Stage.LIMIT,
                () -> standsBack(r2, node, web.getFirst()));
        Await.until(
                "the routes withdrawn while the session is there",
                Stage.LIMIT,
                () -> !tells(r2, node, List.of(web.getFirst())),
                () -> r2.about(node.v4()));
        Await.until(
                "our words at r2",
                Stage.LIMIT,
                () -> r2.about(node.v4()).contains("RouteLB stops on this node"),
                () -> r2.about(node.v4()));
        Stage.require(host.stopAgent(), "the agent of " + node.name() + " did not stop by itself");
        stage.awaitNextHops(web, "n1", "n3");
        host.startAgent();
        stage.awaitNextHops(web, ALL);
    }
}
