package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.cluster.ClusterObjects;
import io.routelb.lab.cluster.GroupRequest;
import io.routelb.lab.cluster.GroupRequest.Pool;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ResourceKind;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.Monitor;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/** What scenarios of local pools look at: who has an address on which link, as the kernels say, now and in between. */
final class LocalAddresses {
    /** The pools of the nodes' own network. */
    static final GroupRequest GROUP = GroupRequest.local(
            "default",
            Pool.of("192.0.2.240-192.0.2.243", "192.0.2.0/24"),
            Pool.of("2001:db8:0:2::240-2001:db8:0:2::243", "2001:db8:0:2::/64"));

    private static final String AGENT = "lab";

    /** The link of that network on the nodes. */
    static final String LINK = "eth0";

    private final Stage stage;
    private final String link;
    private final Map<String, Monitor> monitors = new HashMap<>();

    private LocalAddresses(Stage stage, String link) {
        this.stage = stage;
        this.link = link;
    }

    /** Of the nodes' own network; nothing that happens from now on is missed. */
    static LocalAddresses watch(Stage stage) throws IOException, InterruptedException {
        LocalAddresses addresses = new LocalAddresses(stage, LINK);
        for (NodeHost node : stage.lab().nodes()) {
            addresses.monitors.put(node.name(), stage.lab().monitor(node.name()));
        }
        return addresses;
    }

    /** Of another link, without a memory. */
    static LocalAddresses on(Stage stage, String link) {
        return new LocalAddresses(stage, link);
    }

    /** The nodes that have the address on the link. */
    NavigableSet<String> holders(String address) throws IOException, InterruptedException {
        NavigableSet<String> names = new TreeSet<>();
        for (NodeHost node : stage.lab().nodes()) {
            if (entry(node, address).isPresent()) {
                names.add(node.name());
            }
        }
        return names;
    }

    /** Waits until exactly one node has the address, and gives it. */
    String awaitHolder(String address) throws IOException, InterruptedException {
        return awaitHolderBut(address, "");
    }

    /** Waits until exactly one node, and another than that, has the address, and gives it. */
    String awaitHolderBut(String address, String not) throws IOException, InterruptedException {
        AtomicReference<NavigableSet<String>> seen = new AtomicReference<>(new TreeSet<>());
        Await.until(
                address + " on " + link + " of exactly one node" + (not.isEmpty() ? "" : ", and not of " + not),
                Stage.LIMIT,
                () -> {
                    seen.set(holders(address));
                    return seen.get().size() == 1 && !seen.get().contains(not);
                },
                () -> seen.get().toString());
        return seen.get().first();
    }

    /** Waits until exactly this node has the address. */
    Duration awaitOn(String address, String node) throws IOException, InterruptedException {
        return Await.until(
                address + " on " + link + " of " + node + " alone",
                Stage.LIMIT,
                () -> holders(address).equals(new TreeSet<>(List.of(node))),
                () -> holders(address).toString());
    }

    /** Waits until no node has the address. */
    Duration awaitNowhere(String address) throws IOException, InterruptedException {
        return Await.until(
                address + " on no node",
                Stage.LIMIT,
                () -> holders(address).isEmpty(),
                () -> holders(address).toString());
    }

    /** What {@code ip} says of the address on a node's link. */
    Optional<JsonObject> entry(NodeHost node, String address) throws IOException, InterruptedException {
        Command.Output shown = Command.attempt(List.of("ip", "-n", node.name(), "-j", "addr", "show", "dev", link), "");
        if (shown.exit() != 0) {
            return Optional.empty();
        }
        for (JsonElement one : JsonParser.parseString(shown.out()).getAsJsonArray()) {
            for (JsonElement info : one.getAsJsonObject().getAsJsonArray("addr_info")) {
                JsonObject entry = info.getAsJsonObject();
                if (entry.has("local") && entry.get("local").getAsString().equals(address)) {
                    return Optional.of(entry);
                }
            }
        }
        return Optional.empty();
    }

    /** Fails when at any time two nodes had the address. The kernels of all nodes go by one clock, as they are one. */
    void requireNeverTwo(String address) throws IOException, InterruptedException {
        record Change(Instant time, String node, boolean deleted) {}
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<String, Monitor> monitor : monitors.entrySet()) {
            for (KernelChange change : monitor.getValue().changes()) {
                if (change instanceof KernelChange.Address one
                        && one.address().equals(address)
                        && one.link().equals(link)) {
                    changes.add(new Change(one.time(), monitor.getKey(), one.deleted()));
                }
            }
        }
        changes.sort(Comparator.comparing(Change::time));
        NavigableSet<String> present = new TreeSet<>();
        for (Change change : changes) {
            if (change.deleted()) {
                present.remove(change.node());
            } else {
                present.add(change.node());
            }
            Stage.require(present.size() <= 1, "at " + change.time() + " " + address + " was on " + present);
        }
        Stage.require(!changes.isEmpty(), "nobody ever had " + address);
    }

    /** Gives every node an LBNodeAgent with these local settings, or changes the one there is. */
    static void configure(Stage stage, JsonObject local) throws IOException {
        String path = ResourceKind.LB_NODE_AGENT.path(ClusterObjects.SYSTEM, AGENT);
        if (stage.lab().api().get(path).isPresent()) {
            stage.lab().api().merge(path, object("spec", object("local", local)));
        } else {
            stage.lab()
                    .objects()
                    .create(object(
                            "apiVersion",
                            "purelb.io/v2",
                            "kind",
                            "LBNodeAgent",
                            "metadata",
                            object("name", AGENT, "namespace", ClusterObjects.SYSTEM),
                            "spec",
                            object("local", local)));
        }
    }

    /** Why the node says in its RoutingNodeStatus that it does not announce the address; empty when it does not say. */
    static String reason(Stage stage, String node, String address) throws IOException {
        for (JsonElement one : list(stage.lab().routing().status(node), "addresses")) {
            JsonObject entry = one.getAsJsonObject();
            if (entry.get("address").getAsString().equals(address) && entry.has("reason")) {
                return entry.get("reason").getAsString();
            }
        }
        return "";
    }

    /** Waits until the node's status says of the address, when its agent writes it, something that begins like this. */
    static void awaitReason(Stage stage, String node, String address, String beginning)
            throws IOException, InterruptedException {
        Await.until(
                node + " saying " + beginning + " of " + address,
                Stage.LIMIT,
                () -> reason(stage, node, address).startsWith(beginning),
                () -> stage.lab().routing().report(node));
    }

    /** The node's condition of the type, as {@code STATUS REASON: MESSAGE}. */
    static String condition(Stage stage, String node, String type) throws IOException {
        for (JsonElement one : list(stage.lab().routing().status(node), "conditions")) {
            JsonObject entry = one.getAsJsonObject();
            if (entry.get("type").getAsString().equals(type)) {
                return entry.get("status").getAsString() + " "
                        + entry.get("reason").getAsString() + ": "
                        + entry.get("message").getAsString();
            }
        }
        return "";
    }

    /** Waits until the node's condition of the type begins like this, and gives it. */
    static String awaitCondition(Stage stage, String node, String type, String beginning)
            throws IOException, InterruptedException {
        Await.until(
                "condition " + type + " " + beginning + " of " + node,
                Stage.LIMIT,
                () -> condition(stage, node, type).startsWith(beginning),
                () -> condition(stage, node, type));
        return condition(stage, node, type);
    }

    /** The value of a metric of the node's agent that has no labels. */
    static double metric(String node, String name) throws IOException, InterruptedException {
        String page =
                Namespaces.run(node, "curl", "--silent", "--fail", "--max-time", "5", "http://127.0.0.1:7472/metrics");
        return page.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new ExpectationException("the agent of " + node + " has no metric " + name));
    }

    private static JsonArray list(JsonObject object, String field) {
        return object.get(field) instanceof JsonArray array ? array : new JsonArray();
    }
}
