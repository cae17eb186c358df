package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Graceful restart and BFD with the same routers (RFC 5882 section 4.3): our BFD dies with the agent, which its C bit says, and BFD wins. A node
 * whose power goes is gone in BFD's time; so is one whose agent is killed or stopped for an upgrade, but its addresses stay: what was on its way is
 * answered, and the other nodes do the rest until the successor is there.
 */
final class NodeRestartBfd implements ClusterScenario {
    private static final Duration BOUND =
            TwoRouters.BFD.multipliedBy(TwoRouters.MULTIPLIER).plusMillis(700);

    @Override
    public String name() {
        return "node-restart-bfd";
    }

    @Override
    public String summary() {
        return "with BFD beside graceful restart a dead node, and a dead agent, are gone in BFD's time; no request fails for an agent's restart";
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
            away(routers, node, web, "killed", killed);
            back(routers, node, web, "agent-a");
            pods.delete("agent-a");
            long stopped = System.nanoTime();
            Stage.require(node.stopAgent(), "the agent of " + node.name() + " did not stop by itself");
            away(routers, node, web, "upgraded", stopped);
            pods.create("agent-b");
            back(routers, node, web, "agent-b");
        } finally {
            pods.remove();
        }
        List<KernelChange> changes = monitor.stop();
        for (int i = 0; i < web.size(); i++) {
            Traffic.noneFailedButMoved(stage, web.get(i), requests.get(i).stop(), changes);
        }
        powerOff(stage, routers, web);
    }

    private static void away(TwoRouters routers, NodeHost node, List<String> web, String what, long since)
            throws IOException, InterruptedException {
        routers.awaitGone(node.node(), web, what, since);
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
        Duration took = routers.awaitGone(node.node(), web, "off", off);
        Stage.require(took.compareTo(BOUND) <= 0, "a node without power was used for " + took.toMillis() + " ms");
        node.powerOff();
        node.powerOn();
        routers.awaitAll(web);
    }
}
