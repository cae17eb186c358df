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
 * An agent that is killed, and one that is stopped for an upgrade, come back without a router or a request noticing (RFC 4724), which nobody
 * has to ask for. Two routers see it: r1 (FRR), through which the requests come, and r2 (BIRD).
 */
final class NodeRestartGraceful implements ClusterScenario {
    private static final Duration AWAY = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "node-restart-graceful";
    }

    @Override
    public String summary() {
        return "an agent killed, and one stopped for an upgrade, come back unnoticed by FRR, BIRD and every request";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        TwoRouters routers = TwoRouters.start(stage);
        stage.services()
                .create(ServiceRequest.named("web"), List.of(Endpoint.on("n1"), Endpoint.on("n2"), Endpoint.on("n3")));
        stage.services().create(ServiceRequest.named("goes"), List.of(Endpoint.on("n2")));
        List<String> web = stage.awaitAddresses("web");
        List<String> goes = stage.awaitAddresses("goes");
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
        Traffic.noneFailedAndNoneMoved(stage, "the agent of n1 was away", web, requests, monitor);
    }

    /** SIGKILL. What is deleted meanwhile the routers keep until the agent is back, and no longer. */
    private static void killed(Stage stage, TwoRouters routers, NodeHost node, List<String> web, List<String> goes)
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
    private static void upgraded(Stage stage, TwoRouters routers, NodeHost node, List<String> web, AgentPods pods)
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

    private static void kept(TwoRouters routers, List<String> addresses) throws IOException, InterruptedException {
        Await.throughout("both routers keep the routes", AWAY, () -> routers.haveAll(addresses));
    }
}
