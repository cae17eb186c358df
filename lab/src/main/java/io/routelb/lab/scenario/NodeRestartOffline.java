package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Monitor;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.ServiceView;
import io.routelb.node.resume.StateCodec;
import io.routelb.node.resume.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Agents that start while the API server is away resume from what they kept, and follow it when it is back. */
final class NodeRestartOffline implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};

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
        Path older = stage.lab().workspace().folder().resolve("older-state");
        Files.copy(stage.lab().node("n2").stateFile(), older, StandardCopyOption.COPY_ATTRIBUTES);
        stage.services().create(ServiceRequest.named("late"), List.of(Endpoint.on("n2")));
        List<String> late = stage.awaitAddresses("late");
        stage.awaitNextHops(late, ALL);
        awaitKept(stage, late);
        stage.lab().cutApi();
        List<Monitor> monitors = restartAll(stage, older);
        announcedOffline(stage, stays, local, late);
        resumedSaysSo(stage.lab().node("n1"));
        back(stage, stays, local, late, monitors);
    }

    private static void awaitKept(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        for (NodeHost node : stage.lab().nodes()) {
            Path file = node.stateFile();
            Await.until(
                    "the state of " + node.name() + " naming " + addresses,
                    Stage.LIMIT,
                    () -> Files.exists(file) && kept(file).containsAll(addresses));
            Stage.require(
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                            .equals("rw-------"),
                    file + " can be read by others");
        }
    }

    /** The addresses in a state. A pool in it names addresses, too, so its text alone says little. */
    private static Set<String> kept(Path file) throws IOException {
        try {
            return StateCodec.decode(Files.readAllBytes(file)).snapshot().services().values().stream()
                    .flatMap(service -> service.ingress().stream())
                    .map(ServiceView.Ingress::ip)
                    .collect(Collectors.toSet());
        } catch (StateException e) {
            throw new ExpectationException(file + " " + e.sentence());
        }
    }

    /**
     * n1 as after a reboot, its link empty; n2 killed before it had kept the Service that came late; n3 stopped in good order, which withdraws
     * everything.
     */
    private static List<Monitor> restartAll(Stage stage, Path older) throws IOException, InterruptedException {
        List<NodeHost> nodes = stage.lab().nodes();
        nodes.get(0).killAgent();
        Namespaces.run("n1", "ip", "addr", "flush", "dev", LabNetwork.SERVICE_LINK);
        nodes.get(1).killAgent();
        Files.copy(
                older,
                nodes.get(1).stateFile(),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        Stage.require(nodes.get(2).stopAgent(), "the agent of n3 did not stop by itself");
        List<Monitor> monitors = new ArrayList<>();
        for (NodeHost node : nodes) {
            monitors.add(stage.lab().monitor(node.name()));
        }
        for (NodeHost node : nodes) {
            node.startAgent();
        }
        return monitors;
    }

    private static void announcedOffline(Stage stage, List<String> stays, List<String> local, List<String> late)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        stage.awaitNextHops(stays, ALL);
        stage.awaitNextHops(local, "n1");
        stage.figures().seconds("start_to_announced_offline_s", Duration.ofNanos(System.nanoTime() - started));
        stage.awaitNextHops(late, "n1", "n3");
        for (String address : stays) {
            stage.awaitHolders(address, ALL);
            stage.requests(address, 60, ALL);
        }
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

    /** A Service deleted in the cluster goes when the API server is back, and nothing goes before. */
    private static void back(
            Stage stage, List<String> stays, List<String> local, List<String> late, List<Monitor> monitors)
            throws IOException, InterruptedException {
        stage.services().delete("local");
        for (Monitor monitor : monitors) {
            for (KernelChange change : monitor.changes()) {
                Stage.require(
                        !(change instanceof KernelChange.Address address)
                                || !address.deleted()
                                || !address.link().equals(LabNetwork.SERVICE_LINK),
                        "an agent without the API server removed an address: " + change);
            }
        }
        long healed = System.nanoTime();
        stage.lab().healApi();
        stage.awaitNextHops(local);
        for (String address : local) {
            stage.awaitHolders(address);
        }
        stage.awaitNextHops(late, ALL);
        stage.figures().seconds("healed_to_followed_s", Duration.ofNanos(System.nanoTime() - healed));
        stage.awaitNextHops(stays, ALL);
        for (Monitor monitor : monitors) {
            List<KernelChange> changes = monitor.stop();
            for (List<String> valid : List.of(stays, late)) {
                for (String address : valid) {
                    Stage.require(
                            KernelChange.addressRemoved(changes, address).isEmpty(),
                            address + " was removed although it was valid all the time");
                }
            }
        }
    }
}
