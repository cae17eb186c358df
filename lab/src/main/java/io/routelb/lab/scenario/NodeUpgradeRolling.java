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
 * All agents are stopped by SIGTERM and started again, one after the other. Outside a DaemonSet no successor is to be expected, so an agent
 * withdraws its routes and then its addresses: what is shown is that the other nodes carry on and that the order is right. That an upgrade is
 * not seen at all is shown by {@link NodeRestartGraceful}.
 */
final class NodeUpgradeRolling implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};

    @Override
    public String name() {
        return "node-upgrade-rolling";
    }

    @Override
    public String summary() {
        return "agents stopped in order withdraw routes before addresses; the other nodes answer on, nothing moves";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services()
                .create(ServiceRequest.named("web"), List.of(Endpoint.on("n1"), Endpoint.on("n2"), Endpoint.on("n3")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, ALL);
        Monitor router = stage.lab().monitor(LabNetwork.ROUTER);
        List<Client.Requests> requests = new ArrayList<>();
        for (String address : addresses) {
            requests.add(stage.lab().client().start(address));
        }
        List<Long> margins = new ArrayList<>();
        List<Long> back = new ArrayList<>();
        for (NodeHost node : stage.lab().nodes()) {
            margins.addAll(stopped(stage, node, addresses));
            long started = System.nanoTime();
            node.startAgent();
            stage.awaitNextHops(addresses, ALL);
            back.add(Duration.ofNanos(System.nanoTime() - started).toMillis());
        }
        stage.figures()
                .put(
                        "route_before_address_min_ms",
                        margins.stream().mapToLong(Long::longValue).min().orElseThrow())
                .put(
                        "start_to_next_hop_max_ms",
                        back.stream().mapToLong(Long::longValue).max().orElseThrow());
        List<KernelChange> routes = router.stop();
        for (int i = 0; i < addresses.size(); i++) {
            Traffic.noneFailedButMoved(stage, addresses.get(i), requests.get(i).stop(), routes);
        }
        Stage.require(
                stage.services().addresses("web").equals(addresses),
                "the Service has " + stage.services().addresses("web") + " instead of " + addresses);
    }

    /** One agent stops: its routes go, then its addresses; the others keep theirs. Gives the milliseconds between the two. */
    private static List<Long> stopped(Stage stage, NodeHost node, List<String> addresses)
            throws IOException, InterruptedException {
        Monitor router = stage.lab().monitor(LabNetwork.ROUTER);
        Monitor own = stage.lab().monitor(node.name());
        List<Monitor> others = new ArrayList<>();
        for (NodeHost other : stage.lab().nodes()) {
            if (!other.equals(node)) {
                others.add(stage.lab().monitor(other.name()));
            }
        }
        Stage.require(node.stopAgent(), "the agent of " + node.name() + " did not stop by itself");
        Stage.require(
                node.serviceAddresses().isEmpty(),
                node.name() + " still has " + node.serviceAddresses() + " after its agent stopped in order");
        List<KernelChange> routes = router.stop();
        List<KernelChange> changes = own.stop();
        List<Long> margins = new ArrayList<>();
        for (String address : addresses) {
            margins.add(Withdrawal.margin(node, address, routes, changes));
        }
        for (Monitor other : others) {
            List<KernelChange> theirs = other.stop();
            for (String address : addresses) {
                Stage.require(
                        KernelChange.addressRemoved(theirs, address).isEmpty(),
                        "another node lost " + address + " while the agent of " + node.name() + " stopped");
            }
        }
        return margins;
    }
}
