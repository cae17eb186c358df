package io.routelb.lab.scenario;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.cluster.GroupRequest;
import io.routelb.lab.cluster.GroupRequest.Pool;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.Monitor;
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
        Command.Output shown =
                Command.attempt(List.of("ip", "-n", node.name(), "-j", "addr", "show", "dev", link), "");
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
}
