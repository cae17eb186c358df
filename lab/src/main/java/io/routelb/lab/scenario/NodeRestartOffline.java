package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Monitor;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Agents that start while the API server is away resume from what they kept, and follow it when it is back. */
final class NodeRestartOffline implements Scenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    /** Put on n1's link behind the agent's back: for all it knows somebody got it since the state was kept. */
    private static final String UNKNOWN = "198.51.100.200";

    @Override
    public String name() {
        return "node-restart-offline";
    }

    @Override
    public String summary() {
        return "agents started while the API server is away announce what they kept, remove nothing, and follow it again later";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("stays"), List.of(Endpoint.on("n2")));
        stage.services().create(ServiceRequest.named("local").local(), List.of(Endpoint.on("n1")));
        List<String> stays = stage.awaitAddresses("stays");
        List<String> local = stage.awaitAddresses("local");
        stage.awaitNextHops(stays, ALL);
        stage.awaitNextHops(local, "n1");
        awaitKept(stage, stays);
        awaitKept(stage, local);
        stage.lab().cutApi();
        List<Monitor> monitors = restartAll(stage, stays, local);
        resumedSaysSo(stage.lab().node("n1"));
        back(stage, stays, local, monitors);
    }

    private static void awaitKept(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        for (NodeHost node : stage.lab().nodes()) {
            Path file = node.stateFile();
            Await.until("the state of " + node.name() + " naming " + addresses, Stage.LIMIT, () -> {
                if (!Files.exists(file)) {
                    return false;
                }
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                return addresses.stream().allMatch(text::contains);
            });
            Stage.require(
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                            .equals("rw-------"),
                    file + " can be read by others");
        }
    }

    /** n1 as after a reboot, its link empty; n2 killed; n3 stopped in good order, which withdraws everything. */
    private static List<Monitor> restartAll(Stage stage, List<String> stays, List<String> local)
            throws IOException, InterruptedException {
        List<NodeHost> nodes = stage.lab().nodes();
        nodes.get(0).killAgent();
        Namespaces.run("n1", "ip", "addr", "flush", "dev", LabNetwork.SERVICE_LINK);
        Namespaces.run("n1", "ip", "addr", "add", UNKNOWN + "/32", "dev", LabNetwork.SERVICE_LINK, "proto", "0x52");
        nodes.get(1).killAgent();
        Stage.require(nodes.get(2).stopAgent(), "the agent of n3 did not stop by itself");
        stage.awaitNextHops(stays);
        List<Monitor> monitors = new ArrayList<>();
        for (NodeHost node : nodes) {
            monitors.add(stage.lab().monitor(node.name()));
        }
        long started = System.nanoTime();
        for (NodeHost node : nodes) {
            node.startAgent();
        }
        stage.awaitNextHops(stays, ALL);
        stage.awaitNextHops(local, "n1");
        stage.figures().seconds("start_to_announced_offline_s", Duration.ofNanos(System.nanoTime() - started));
        for (String address : stays) {
            stage.awaitHolders(address, ALL);
            stage.requests(address, 60, ALL);
        }
        return monitors;
    }

    private static void resumedSaysSo(NodeHost node) throws IOException, InterruptedException {
        Command.Output readiness = Command.attempt(
                Namespaces.inside(node.name(), List.of("curl", "--silent", "http://127.0.0.1:7472/readyz")), "");
        Stage.require(
                readiness.out().contains("resumed from the state of "),
                "readiness of " + node.name() + " does not say that it resumed: " + readiness.out());
        Command.Output metrics = Command.attempt(
                Namespaces.inside(node.name(), List.of("curl", "--silent", "http://127.0.0.1:7472/metrics")), "");
        Stage.require(
                metrics.out().contains("routelb_node_resumed 1.0"), "the metric does not say that the agent resumed");
    }

    /** A Service deleted in the cluster goes when the API server is back, and not before. */
    private static void back(Stage stage, List<String> stays, List<String> local, List<Monitor> monitors)
            throws IOException, InterruptedException {
        stage.services().delete("local");
        Stage.require(
                stage.lab().node("n1").serviceAddresses().contains(UNKNOWN),
                UNKNOWN + " was removed while nobody could know whose it is");
        for (Monitor monitor : monitors) {
            Stage.require(
                    monitor.changes().stream().noneMatch(NodeRestartOffline::serviceAddressRemoved),
                    "an agent without the API server removed an address: " + monitor.changes());
        }
        long healed = System.nanoTime();
        stage.lab().healApi();
        stage.awaitNextHops(local);
        for (String address : local) {
            stage.awaitHolders(address);
        }
        stage.awaitHolders(UNKNOWN);
        stage.figures().seconds("healed_to_followed_s", Duration.ofNanos(System.nanoTime() - healed));
        stage.awaitNextHops(stays, ALL);
        for (Monitor monitor : monitors) {
            List<KernelChange> changes = monitor.stop();
            for (String address : stays) {
                Stage.require(
                        KernelChange.addressRemoved(changes, address).isEmpty(),
                        address + " was removed although it was valid all the time");
            }
        }
    }

    private static boolean serviceAddressRemoved(KernelChange change) {
        return change instanceof KernelChange.Address address
                && address.deleted()
                && address.link().equals(LabNetwork.SERVICE_LINK);
    }
}
