package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Monitor;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;

/** An agent that was killed finds on its return what changed meanwhile, and touches nothing else. */
final class NodeCrashLeftovers implements ClusterScenario {
    private static final String FOREIGN_LINK = "foreign0";
    private static final String FOREIGN = "198.51.100.99";
    private static final String[] ALL = {"n1", "n2", "n3"};

    @Override
    public String name() {
        return "node-crash-leftovers";
    }

    @Override
    public String summary() {
        return "a killed agent returns: leftovers go, the missing come, what stays valid is never touched";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        NodeHost node = stage.lab().node("n1");
        // So that r1 has nothing to keep either, and what the agent finds is the node's alone.
        stage.lab().routing().peer("r1", object("gracefulRestart", object("enabled", false)));
        LabNetwork.quietLink("n1", FOREIGN_LINK);
        Namespaces.run("n1", "ip", "addr", "add", FOREIGN + "/32", "dev", FOREIGN_LINK);
        stage.services().create(ServiceRequest.named("stays"), List.of(Endpoint.on("n2")));
        stage.services().create(ServiceRequest.named("goes"), List.of(Endpoint.on("n2")));
        List<String> stays = stage.awaitAddresses("stays");
        List<String> goes = stage.awaitAddresses("goes");
        stage.awaitNextHops(stays, ALL);
        stage.awaitNextHops(goes, ALL);
        Monitor monitor = stage.lab().monitor("n1");
        List<String> comes = whileDead(stage, node, stays, goes);
        restart(stage, node, goes, comes);
        stage.awaitNextHops(stays, ALL);
        stage.awaitNextHops(comes, ALL);
        stage.awaitNextHops(goes);
        for (String address : stays) {
            stage.requests(address, 100, ALL);
        }
        untouched(monitor.stop(), stays, node);
    }

    /** The Service that comes is created before the other goes, so that it does not get the same address. */
    private static List<String> whileDead(Stage stage, NodeHost node, List<String> stays, List<String> goes)
            throws IOException, InterruptedException {
        node.killAgent();
        stage.awaitNextHops(stays, "n2", "n3");
        stage.services().create(ServiceRequest.named("comes"), List.of(Endpoint.on("n2")));
        List<String> comes = stage.awaitAddresses("comes");
        stage.services().delete("goes");
        stage.awaitNextHops(comes, "n2", "n3");
        stage.awaitNextHops(goes);
        for (String address : stays) {
            stage.requests(address, 100, "n2", "n3");
        }
        Stage.require(
                node.serviceAddresses().containsAll(goes),
                "without an agent n1 lost " + goes + "; nothing is left for the restart to clean up");
        return comes;
    }

    private static void restart(Stage stage, NodeHost node, List<String> goes, List<String> comes)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        node.startAgent();
        Await.until(
                "n1's leftovers gone and the missing there",
                Stage.LIMIT,
                () -> {
                    NavigableSet<String> present = node.serviceAddresses();
                    return present.containsAll(comes) && goes.stream().noneMatch(present::contains);
                },
                () -> node.serviceAddresses().toString());
        stage.figures().seconds("restart_to_right_addresses_s", Duration.ofNanos(System.nanoTime() - started));
    }

    private static void untouched(List<KernelChange> changes, List<String> stays, NodeHost node)
            throws IOException, InterruptedException {
        for (String address : stays) {
            Stage.require(
                    KernelChange.addressRemoved(changes, address).isEmpty(),
                    "n1's address " + address + " was removed although it was valid all the time");
        }
        Stage.require(
                KernelChange.addressRemoved(changes, FOREIGN).isEmpty()
                        && node.addresses(FOREIGN_LINK).contains(FOREIGN),
                "the foreign address " + FOREIGN + " on " + FOREIGN_LINK + " was touched");
    }
}
