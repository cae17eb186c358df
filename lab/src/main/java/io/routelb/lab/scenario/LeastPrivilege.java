package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonNull;
import io.routelb.lab.cluster.AccessReport;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The programs run with what deploy/base gives them, and one by one everything is done that needs a right: Services, pools of both kinds, the
 * routing objects, Secrets, refusals that are told twice, an agent replaced, an allocator stopped. Nothing may have been refused to them, and no
 * right may have been of no use. The agents have the container's capabilities and file system. That nothing is refused every other scenario holds, too.
 */
final class LeastPrivilege implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final String OUTSIDE = "203.0.113.9";

    @Override
    public String name() {
        return "least-privilege";
    }

    @Override
    public String summary() {
        return "the shipped roles and capabilities suffice for everything, and not one of them is of no use";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        ShippedRights rights = ShippedRights.of(stage, "base/lb-node.yaml");
        AgentPods pods = new AgentPods(stage.lab().api());
        try {
            confine(stage, rights, pods);
            List<String> web = services(stage, rights);
            routing(stage);
            refusals(stage);
            replaced(stage, rights, pods, web);
        } finally {
            pods.remove();
        }
        // The last Events are sent when they are due.
        Await.until(
                "every permission being used",
                SETTLED,
                () -> stage.lab().access().unused().isEmpty(),
                () -> "not used: " + String.join("; ", stage.lab().access().unused()));
        stage.lab().requireNothingRefused();
        AccessReport report = stage.lab().access();
        requireBoth(report.used());
        stage.figures()
                .put("permissions_used", report.used().size())
                .put("refused", report.refused().size())
                .put("unused", report.unused().size());
    }

    /** Every agent again as the container of the DaemonSet. */
    private static void confine(Stage stage, ShippedRights rights, AgentPods pods)
            throws IOException, InterruptedException {
        NavigableSet<String> held = new TreeSet<>();
        for (NodeHost node : stage.lab().nodes()) {
            pods.create("agent-" + node.name());
            rights.restart(node, "agent-" + node.name());
        }
        Await.until(
                "a BGP session of every confined agent with r1",
                Stage.LIMIT,
                () -> stage.lab().router().establishedPeers().size() == ALL.length,
                () -> stage.lab().router().establishedPeers().toString());
        for (NodeHost node : stage.lab().nodes()) {
            held.add(node.agentCapabilities());
        }
        stage.figures().put("capabilities", rights.capabilities()).put("held", held);
        // capability(7): NET_BIND_SERVICE is 10, NET_ADMIN 12, NET_RAW 13
        Stage.require(held.equals(new TreeSet<>(List.of("0000000000003400"))), "the agents have " + held);
    }

    /** One of each kind of pool; the local one is held by one node after another, and given back. Gives the remote one's addresses. */
    private static List<String> services(Stage stage, ShippedRights rights) throws IOException, InterruptedException {
        stage.lab().groups().apply(LocalAddresses.GROUP);
        LocalAddresses local = LocalAddresses.on(stage, LocalAddresses.LINK);
        LocalAddresses.configure(stage, object("localInterface", "default"));
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        stage.services().create(ServiceRequest.named("own").from("default").ipv4(), List.of(Endpoint.on("n1")));
        List<String> web = stage.awaitAddresses("web");
        stage.awaitNextHops(web, ALL);
        for (String address : web) {
            stage.requests(address, 30, ALL);
        }
        String own = stage.awaitAddresses("own").getFirst();
        NodeHost holder = stage.lab().node(local.awaitHolder(own));
        Stage.require(holder.stopAgent(), "the agent of " + holder.name() + " did not stop by itself");
        stage.requests(own, 10, local.awaitHolderBut(own, holder.name()));
        rights.start(holder, "agent-" + holder.name());
        stage.awaitNextHops(web, ALL);
        stage.services().delete("own");
        local.awaitNowhere(own);
        return web;
    }

    private static void routing(Stage stage) throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        routing.secret("bgp", "not so secret");
        routing.peer(
                "silent", object("address", "192.0.2.250", "asn", 64999, "passwordSecretRef", object("name", "bgp")));
        routing.attributes("marked", object("communities", List.of("64512:7")));
        Await.until(
                "the BGPAdvertisement being accepted",
                Stage.LIMIT,
                () -> routing.accepted("marked").equals("True Accepted"),
                () -> routing.accepted("marked"));
    }

    /** What is said a second time is counted in the event that there is. */
    private static void refusals(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("far").pinned(OUTSIDE).ipv4(), List.of(Endpoint.on("n1")));
        // The second time it has an address already, and keeps it.
        for (String allocated : List.of("False", "True")) {
            stage.awaitTold("far", allocated, "AddressNotInGroup");
            stage.services().annotate("far", "purelb.io/addresses", "198.51.100.12");
            stage.awaitExactly("far", "198.51.100.12");
            stage.services().annotate("far", "purelb.io/addresses", OUTSIDE);
        }
        RoutingObjects routing = stage.lab().routing();
        for (int times = 1; times <= 2; times++) {
            routing.annotate("n1", object("routelb.io/node.asn", "nonsense"));
            LocalAddresses.awaitCondition(stage, "n1", "Accepted", "False");
            routing.annotate("n1", object("routelb.io/node.asn", JsonNull.INSTANCE));
            LocalAddresses.awaitCondition(stage, "n1", "Accepted", "True");
        }
    }

    /** As by a DaemonSet's update, and by the Deployment's. */
    private static void replaced(Stage stage, ShippedRights rights, AgentPods pods, List<String> web)
            throws IOException, InterruptedException {
        NodeHost node = stage.lab().node("n2");
        pods.delete("agent-n2");
        Stage.require(node.stopAgent(), "the agent of n2 did not stop by itself");
        Stage.require(
                node.serviceAddresses().containsAll(web),
                "a replaced agent left only " + node.serviceAddresses() + " to its successor");
        pods.create("agent-n2b");
        rights.start(node, "agent-n2b");
        stage.awaitNextHops(web, ALL);
        stage.lab().allocator().stop();
        stage.lab().allocator().start();
        stage.services().create(ServiceRequest.named("later").ipv4(), List.of(Endpoint.on("n1")));
        stage.awaitAddresses("later");
    }

    private static void requireBoth(NavigableSet<String> used) throws IOException {
        for (String role : List.of("routelb-allocator", "routelb-lb-node")) {
            Stage.require(
                    used.stream().anyMatch(permission -> permission.startsWith("clusterroles/" + role + ":")),
                    role + " did nothing: " + used);
        }
    }
}
