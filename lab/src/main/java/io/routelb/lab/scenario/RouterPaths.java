package io.routelb.lab.scenario;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What r1 was told of a route by each node, in words; and whether a change of that ended a session. */
final class RouterPaths {
    private final Stage stage;
    private final Map<String, Session> since = new TreeMap<>();

    /** Waits until there is a session with every node. */
    RouterPaths(Stage stage) throws IOException, InterruptedException {
        this.stage = stage;
        for (NodeHost node : stage.lab().nodes()) {
            Await.until(
                    "a session of r1 with " + node.name(),
                    Stage.LIMIT,
                    () -> session(node).isPresent());
            since.put(node.name(), session(node).orElseThrow());
        }
    }

    /**
     * A session of r1 with a node, as r1 has it.
     *
     * @param since seconds since 1970; FRR works it out anew each time from two clocks, and may be one off
     * @param times it came up, which r1 forgets with a dynamic neighbour
     * @param port the node's, which is another with each connection it dials
     */
    private record Session(long since, long times, long port) {
        boolean isSame(Session other) {
            return times == other.times && port == other.port && Math.abs(since - other.since) <= 1;
        }
    }

    /** Empty while it is not up. */
    private Optional<Session> session(NodeHost node) throws IOException, InterruptedException {
        String address = node.node().v4();
        return stage.lab().router().json("show bgp neighbors " + address).get(address) instanceof JsonObject session
                        && session.has("bgpTimerUpEstablishedEpoch")
                        && session.has("portForeign")
                ? Optional.of(new Session(
                        session.get("bgpTimerUpEstablishedEpoch").getAsLong(),
                        session.get("connectionsEstablished").getAsLong(),
                        session.get("portForeign").getAsLong()))
                : Optional.empty();
    }

    /** Every session is the one that was there at the start. */
    void requireSameSessions() throws IOException, InterruptedException {
        requireSameSessions(stage.lab().nodes().stream().map(NodeHost::name).toList());
    }

    /** The same of these nodes'. */
    void requireSameSessions(List<String> names) throws IOException, InterruptedException {
        for (String name : names) {
            NodeHost node = stage.lab().node(name);
            Optional<Session> now = session(node);
            Session before = Objects.requireNonNull(since.get(node.name()), node.name());
            Stage.require(
                    now.filter(before::isSame).isPresent(),
                    "the session of " + node.name() + " is " + now + " and was " + before);
        }
    }

    /** Waits until r1 has another session with the node than before; that one counts from now on. Says how long it took. */
    Duration awaitNewSession(String name) throws IOException, InterruptedException {
        NodeHost node = stage.lab().node(name);
        Session before = Objects.requireNonNull(since.get(name), name);
        Duration took = Await.until(
                "another session of " + name + " than that since " + before,
                Stage.LIMIT,
                () -> session(node).filter(now -> !before.isSame(now)).isPresent(),
                () -> before.toString());
        since.put(name, session(node).orElseThrow());
        return took;
    }

    /** Waits until r1 has no session with the node. */
    void awaitNoSession(String name) throws IOException, InterruptedException {
        Await.until(
                "no session of " + name,
                Stage.LIMIT,
                () -> session(stage.lab().node(name)).isEmpty());
    }

    /** By node, all that is special about its path to the prefix; a node that told none is missing. */
    NavigableMap<String, String> to(String prefix) throws IOException, InterruptedException {
        String family = prefix.contains(":") ? "ipv6" : "ipv4";
        JsonObject answer = stage.lab().router().json("show bgp " + family + " unicast " + prefix);
        NavigableMap<String, String> paths = new TreeMap<>();
        if (answer.get("paths") == null || !answer.get("prefix").getAsString().equals(prefix)) {
            return paths;
        }
        for (JsonElement each : answer.getAsJsonArray("paths")) {
            JsonObject path = each.getAsJsonObject();
            String peer = path.getAsJsonObject("peer").get("peerId").getAsString();
            paths.put(nodeOf(peer), shown(path));
        }
        return paths;
    }

    private String nodeOf(String peer) {
        return stage.lab().nodes().stream()
                .filter(node ->
                        node.node().v4().equals(peer) || node.node().v6().equals(peer))
                .map(NodeHost::name)
                .findFirst()
                .orElse(peer);
    }

    /** All that is special about a path. */
    static String shown(JsonObject path) {
        return Map.of(
                        "1 path", text(path, "aspath"),
                        "2 med", path.has("metric") ? path.get("metric").getAsString() : "",
                        "3 communities", text(path, "community"),
                        "4 large", text(path, "largeCommunity"),
                        "5 extended", text(path, "extendedCommunity"),
                        "6 preference", path.has("locPrf") ? path.get("locPrf").getAsString() : "",
                        "7 stale", path.has("stale") ? path.get("stale").getAsString() : "")
                .entrySet()
                .stream()
                .filter(part -> !part.getValue().isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .map(part -> part.getKey().substring(2) + " " + part.getValue())
                .collect(Collectors.joining(", "));
    }

    /** The same path of who tells MED 0 where there is none. */
    static String withMed(String shown) {
        return shown.contains(", med ") ? shown : shown.replaceFirst("path [^,]*", "$0, med 0");
    }

    private static String text(JsonObject path, String field) {
        return path.get(field) instanceof JsonObject attribute && attribute.has("string")
                ? attribute.get("string").getAsString()
                : "";
    }

    /** Waits until r1 has exactly that of every node; says how long it took. */
    Duration await(String prefix, Map<String, String> wanted) throws IOException, InterruptedException {
        return Await.until(
                prefix + " told to r1 as " + wanted,
                Stage.LIMIT,
                () -> to(prefix).equals(wanted),
                () -> to(prefix).toString());
    }

    /** The same by all three nodes. */
    Duration awaitAll(String prefix, String wanted) throws IOException, InterruptedException {
        return await(prefix, Map.of("n1", wanted, "n2", wanted, "n3", wanted));
    }
}
