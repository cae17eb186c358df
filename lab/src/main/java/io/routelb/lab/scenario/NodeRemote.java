package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.GroupRequest;
import io.routelb.lab.cluster.GroupRequest.Pool;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A remote address is on the service link of every node, with the length its pool says, in both families. */
final class NodeRemote implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final String V4 = "198.51.107.";
    private static final String V6 = "2001:db8:57::";

    @Override
    public String name() {
        return "node-remote";
    }

    @Override
    public String summary() {
        return "remote addresses of both families are on every node with their pool's length, and follow its changes";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("host"), List.of(Endpoint.on("n1")));
        List<String> host = stage.awaitAddresses("host");
        onEveryNode(stage, host, "/32", "/128");
        group(stage, "default");
        stage.services()
                .create(ServiceRequest.named("subnet").from("subnet"), List.of(Endpoint.on("n2"), Endpoint.on("n3")));
        List<String> subnet = stage.awaitAddresses("subnet");
        stage.figures().seconds("status_to_every_node_s", onEveryNode(stage, subnet, "/24", "/64"));
        stage.awaitNextHops(List.of(V4 + "0/24", V6 + "/64"), ALL);
        for (String address : subnet) {
            stage.requests(address, 60, ALL);
        }
        localIsHostRoute(stage);
        changed(stage, subnet, host);
        stage.services().delete("subnet");
        for (String address : subnet) {
            stage.awaitHolders(address);
        }
    }

    private static void group(Stage stage, String aggregation) throws IOException {
        stage.lab()
                .groups()
                .apply(GroupRequest.of(
                        "subnet",
                        Pool.of(V4 + "10-" + V4 + "19", V4 + "0/24").aggregated(aggregation),
                        Pool.of(V6 + "10-" + V6 + "19", V6 + "/64").aggregated(aggregation)));
    }

    private static Duration onEveryNode(Stage stage, List<String> addresses, String v4, String v6)
            throws IOException, InterruptedException {
        List<String> wanted = new ArrayList<>();
        for (String address : addresses) {
            wanted.add(address + (address.contains(":") ? v6 : v4));
        }
        long began = System.nanoTime();
        for (NodeHost node : stage.lab().nodes()) {
            Await.until(
                    wanted + " on " + node.name(),
                    Stage.LIMIT,
                    () -> node.servicePrefixes().stream()
                            .filter(one -> addresses.contains(one.substring(0, one.indexOf('/'))))
                            .sorted()
                            .toList()
                            .equals(wanted.stream().sorted().toList()),
                    () -> node.servicePrefixes().toString());
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** An aggregate of a Service that is Local would draw traffic to nodes without an endpoint. */
    private static void localIsHostRoute(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("local").from("subnet").local(), List.of(Endpoint.on("n2")));
        List<String> local = stage.awaitAddresses("local");
        for (String address : local) {
            stage.awaitHolders(address, "n2");
        }
        List<String> lengths = local.stream()
                .map(address -> address + (address.contains(":") ? "/128" : "/32"))
                .toList();
        Stage.require(
                stage.lab().node("n2").servicePrefixes().containsAll(lengths),
                "n2 has " + stage.lab().node("n2").servicePrefixes() + " instead of " + lengths);
        stage.awaitNextHops(local, "n2");
    }

    /** Another length takes nobody else's address away, and no IPv4 address even for a moment. */
    private static void changed(Stage stage, List<String> subnet, List<String> host)
            throws IOException, InterruptedException {
        Monitor monitor = stage.lab().monitor("n1");
        group(stage, "/28");
        stage.figures().seconds("length_followed_s", onEveryNode(stage, subnet, "/28", "/28"));
        List<KernelChange> changes = monitor.stop();
        for (String address : host) {
            Stage.require(
                    KernelChange.addressRemoved(changes, address).isEmpty(),
                    address + " of another group was removed when a pool's length changed");
        }
        stage.awaitNextHops(host, ALL);
    }
}
