package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.KernelRoutes;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What scenarios of meshes do and look at: nodes with pods, and the routes to them in the others' kernels. */
final class Mesh {
    private final Stage stage;

    private Mesh(Stage stage) {
        this.stage = stage;
    }

    /** Gives each node a pod in each family. */
    static Mesh withPods(Stage stage) throws IOException, InterruptedException {
        for (LabNode node : LabNetwork.NODES) {
            addPod(node);
        }
        return new Mesh(stage);
    }

    /** An address of its pod CIDRs each, where the node answers with its name, as a pod on it would. */
    static void addPod(LabNode node) throws IOException, InterruptedException {
        for (IpFamily family : IpFamily.values()) {
            Namespaces.run(node.name(), "ip", "addr", "replace", pod(node, family) + "/" + family.bits(), "dev", "lo");
        }
    }

    static String cidr(LabNode node, IpFamily family) {
        return family == IpFamily.IPV4 ? node.podCidrV4() : node.podCidrV6();
    }

    static String pod(LabNode node, IpFamily family) {
        return family == IpFamily.IPV4
                ? node.podCidrV4().replace(".0/24", ".9")
                : node.podCidrV6().replace("::/64", "::9");
    }

    static String address(LabNode node, IpFamily family) {
        return family == IpFamily.IPV4 ? node.v4() : node.v6();
    }

    /** Merges this into {@code spec.mesh} of the RoutingConfig. */
    void configure(JsonObject mesh) throws IOException {
        stage.lab().routing().configure(object("mesh", mesh));
    }

    LabNode node(String name) {
        return stage.lab().node(name).node();
    }

    /** Exactly the pod CIDRs of the others, by the others, are in the kernel of each of these nodes; says how long it took. */
    Duration awaitRoutes(Collection<LabNode> among) throws IOException, InterruptedException {
        Duration longest = Duration.ZERO;
        for (LabNode node : among) {
            Duration took = awaitRoutes(
                    node, among.stream().filter(each -> !each.equals(node)).toList());
            longest = longest.plus(took);
        }
        return longest;
    }

    private static Map<String, Set<String>> routes(Collection<LabNode> to) {
        Map<String, Set<String>> routes = new TreeMap<>();
        for (LabNode other : to) {
            for (IpFamily family : IpFamily.values()) {
                routes.put(cidr(other, family), Set.of(address(other, family)));
            }
        }
        return routes;
    }

    /** Whether exactly the pod CIDRs of these are in the node's kernel, by them. */
    boolean hasRoutes(LabNode node, Collection<LabNode> to) throws IOException, InterruptedException {
        return KernelRoutes.of(node.name()).gateways().equals(routes(to));
    }

    /** Waits until {@link #hasRoutes}; says how long it took. */
    Duration awaitRoutes(LabNode node, Collection<LabNode> to) throws IOException, InterruptedException {
        return Await.until(
                "exactly " + routes(to) + " in the kernel of " + node.name(),
                Stage.LIMIT,
                () -> hasRoutes(node, to),
                () -> KernelRoutes.of(node.name()).gateways().toString());
    }

    /** Each of these nodes is answered by the pods of all the others. */
    void packetsFlow(Collection<LabNode> among) throws IOException, InterruptedException {
        for (LabNode from : among) {
            for (LabNode to : among) {
                for (IpFamily family : IpFamily.values()) {
                    if (!from.equals(to)) {
                        packetsFlow(from, to, family);
                    }
                }
            }
        }
    }

    /** From pod to pod. */
    static void packetsFlow(LabNode from, LabNode to, IpFamily family) throws IOException, InterruptedException {
        String address = pod(to, family);
        String answer = Namespaces.run(
                from.name(),
                "curl",
                "--silent",
                "--show-error",
                "--fail",
                "--max-time",
                "5",
                "--interface",
                pod(from, family),
                "http://" + (family == IpFamily.IPV6 ? "[" + address + "]" : address) + "/");
        Stage.require(
                answer.strip().equals(to.name()),
                from.name() + " asked " + address + " and was answered by " + answer.strip());
    }

    /** No Service is told inside, and nobody's kernel has a route to one. */
    void knowsNoService(List<String> addresses) throws IOException, InterruptedException {
        for (String address : addresses) {
            for (LabNode node : LabNetwork.NODES) {
                Stage.require(
                        KernelRoutes.of(node.name()).to(address).isEmpty(),
                        node.name() + " learned the Service address " + address);
            }
        }
        String status = stage.lab().routing().report(LabNetwork.NODES.getFirst().name());
        Stage.require(!status.contains("\"advertisedTo\":[\"node "), "a Service is told inside the mesh: " + status);
    }

    /** The names of the nodes it has sessions of the mesh with that are up, as its agent reports. */
    List<String> established(String node) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonObject peer : stage.lab().routing().peers(node)) {
            String name = text(peer, "name");
            if (name.startsWith("node ") && text(peer, "state").equals("Established")) {
                names.add(name.substring("node ".length()));
            }
        }
        names.sort(null);
        return names;
    }

    /** Waits until the node's sessions of the mesh are up with exactly these, as its agent reports. */
    Duration awaitSessions(String node, String... others) throws IOException, InterruptedException {
        return Await.until(
                node + " having sessions of the mesh with exactly " + List.of(others),
                Stage.LIMIT,
                () -> established(node).equals(List.of(others)),
                () -> stage.lab().routing().peers(node).toString());
    }

    /** Since when each of the node's sessions is as it is, by the name of the peer. */
    Map<String, String> since(String node) throws IOException {
        Map<String, String> since = new TreeMap<>();
        for (JsonObject peer : stage.lab().routing().peers(node)) {
            since.put(text(peer, "name"), text(peer, "state") + " " + text(peer, "since"));
        }
        return since;
    }

    private static String text(JsonObject object, String field) {
        JsonElement value = object.get(field);
        return value == null ? "" : value.getAsString();
    }
}
