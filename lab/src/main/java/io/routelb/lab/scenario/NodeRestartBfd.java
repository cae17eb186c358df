package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Graceful restart and BFD with the same routers (RFC 5882 section 4.3). Our BFD dies with the agent, which its clear C bit says; the kernel closes the
 * connections first. What that is to a router that is sitting out a restart differs: FRR keeps the routes, BIRD drops them. A node whose power
 * goes closes nothing, and both are rid of it in BFD's time.
 */
final class NodeRestartBfd implements ClusterScenario {
    private static final Duration AWAY = Duration.ofSeconds(1);
    private static final Duration BOUND =
            TwoRouters.BFD.multipliedBy(TwoRouters.MULTIPLIER).plusMillis(700);

    @Override
    public String name() {
        return "node-restart-bfd";
    }

    @Override
    public String summary() {
        return "with BFD beside graceful restart a node without power is gone in BFD's time; an agent killed, or stopped for an upgrade, fails no request";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        TwoRouters routers = TwoRouters.start(stage);
        stage.services()
                .create(ServiceRequest.named("web"), List.of(Endpoint.on("n1"), Endpoint.on("n2"), Endpoint.on("n3")));
        List<String> web = stage.awaitAddresses("web");
        routers.awaitAll(web);
        routers.bfd();
        Monitor monitor = stage.lab().monitor(LabNetwork.ROUTER);
        List<Client.Requests> requests = new ArrayList<>();
        for (String address : web) {
            requests.add(stage.lab().client().start(address));
        }
        NodeHost node = stage.lab().node("n1");
        AgentPods pods = new AgentPods(stage.lab().api());
        try {
            pods.create("agent-a");
            long killed = System.nanoTime();
            node.killAgent();
            away(stage, routers, node, web, "killed", killed);
            back(routers, node, web, "agent-a");
            pods.delete("agent-a");
            long stopped = System.nanoTime();
            Stage.require(node.stopAgent(), "the agent of " + node.name() + " did not stop by itself");
            away(stage, routers, node, web, "upgraded", stopped);
            pods.create("agent-b");
            back(routers, node, web, "agent-b");
        } finally {
            pods.remove();
        }
        Traffic.noneFailedAndNoneMoved(stage, "the agent of n1 was away", web, requests, monitor);
        powerOff(stage, routers, web);
    }

    private static void away(Stage stage, TwoRouters routers, NodeHost node, List<String> web, String what, long since)
            throws IOException, InterruptedException {
        routers.awaitAway(node.node());
        routers.awaitGoneFromR2(node.node());
        stage.figures().seconds(what + "_to_gone_from_bird_s", Duration.ofNanos(System.nanoTime() - since));
        Await.throughout("r1 keeps the routes without BFD", AWAY, () -> routers.haveAllAtR1(web));
        Stage.require(
                node.serviceAddresses().containsAll(web),
                node.name() + " has only " + node.serviceAddresses() + " left after its agent was " + what);
    }

    private static void back(TwoRouters routers, NodeHost node, List<String> web, String pod)
            throws IOException, InterruptedException {
        node.startAgentAs(pod);
        routers.awaitBack(node.node(), web);
        routers.awaitBfd(node.node());
    }

    private static void powerOff(Stage stage, TwoRouters routers, List<String> web)
            throws IOException, InterruptedException {
        NodeHost node = stage.lab().node("n3");
        long off = System.nanoTime();
        LabNetwork.unplug(node.node());
        stage.awaitNextHops(web, "n1", "n2");
        stage.figures().seconds("off_to_gone_from_frr_s", Duration.ofNanos(System.nanoTime() - off));
        routers.awaitGoneFromR2(node.node());
        Duration took = Duration.ofNanos(System.nanoTime() - off);
        stage.figures().seconds("off_to_gone_from_both_s", took);
        Stage.require(took.compareTo(BOUND) <= 0, "a node without power was used for " + took.toMillis() + " ms");
        node.powerOff();
        node.powerOn();
        routers.awaitAll(web);
    }
}
