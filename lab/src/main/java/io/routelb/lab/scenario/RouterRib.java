package io.routelb.lab.scenario;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonStreamParser;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.topology.FrrRouter;
import io.routelb.lab.topology.FrrSuite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * All that r1 was told, path by path and attribute by attribute, and what its kernel forwards by; and what another router was told.
 *
 * @param paths by prefix, node and kind of session ({@code 198.51.100.10/32 n1 external}); which family a session runs over is left out
 */
record RouterRib(NavigableMap<String, String> paths) {
    /** One of r1 alone. */
    static RouterRib read(Stage stage) throws IOException, InterruptedException {
        FrrRouter router = stage.lab().router();
        NavigableMap<String, String> paths = new TreeMap<>();
        add(stage, router::vtysh, paths);
        router.routes()
                .gateways()
                .forEach((destination, gateways) -> paths.put("kernel " + destination, gateways.toString()));
        return new RouterRib(paths);
    }

    /** One of both. */
    static RouterRib read(Stage stage, FrrSuite other) throws IOException, InterruptedException {
        RouterRib both = read(stage);
        add(stage, other::vtysh, both.paths);
        return both;
    }

    /** A router's command line. */
    @FunctionalInterface
    private interface Terminal {
        String ask(String... commands) throws IOException, InterruptedException;
    }

    private static void add(Stage stage, Terminal terminal, NavigableMap<String, String> paths)
            throws IOException, InterruptedException {
        List<String> commands = new ArrayList<>();
        for (JsonObject table : objects(terminal.ask("show bgp ipv4 unicast json", "show bgp ipv6 unicast json"))) {
            if (table.get("routes") instanceof JsonObject routes) {
                routes.keySet()
                        .forEach(prefix -> commands.add("show bgp " + (prefix.contains(":") ? "ipv6" : "ipv4")
                                + " unicast " + prefix + " json"));
            }
        }
        if (!commands.isEmpty()) {
            for (JsonObject route : objects(terminal.ask(commands.toArray(String[]::new)))) {
                add(stage, route, paths);
            }
        }
    }

    private static List<JsonObject> objects(String answers) {
        List<JsonObject> objects = new ArrayList<>();
        new JsonStreamParser(answers).forEachRemaining(each -> objects.add(each.getAsJsonObject()));
        return objects;
    }

    private static void add(Stage stage, JsonObject route, NavigableMap<String, String> paths) {
        if (!route.has("paths")) {
            return; // withdrawn since
        }
        for (JsonElement each : route.getAsJsonArray("paths")) {
            JsonObject path = each.getAsJsonObject();
            JsonObject peer = path.getAsJsonObject("peer");
            String key = route.get("prefix").getAsString() + " " + nodeOf(stage, peer) + " "
                    + peer.get("type").getAsString();
            paths.merge(key, shown(path), (one, other) -> one + " AND " + other);
        }
    }

    private static String nodeOf(Stage stage, JsonObject peer) {
        String address = peer.get("peerId").getAsString();
        return stage.lab().nodes().stream()
                .map(NodeHost::node)
                .filter(node -> node.v4().equals(address) || node.v6().equals(address))
                .map(node -> node.name())
                .findFirst()
                .orElse(address);
    }

    /** Next hops, origin and all else that the path has; not which of them r1 likes best, which depends on when it came. */
    private static String shown(JsonObject path) {
        String nextHops = path.getAsJsonArray("nexthops").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(hop ->
                        !hop.has("scope") || !hop.get("scope").getAsString().equals("link-local"))
                .map(hop -> hop.get("ip").getAsString())
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
        List<String> marks = new ArrayList<>();
        for (String mark :
                List.of("valid", "atomicAggregate", "aggregatorAs", "aggregatorId", "originatorId", "stale")) {
            if (path.has(mark)) {
                marks.add(mark + " " + path.get(mark).getAsString());
            }
        }
        return "via " + nextHops + ", origin " + path.get("origin").getAsString() + ", " + RouterPaths.shown(path)
                + ", " + String.join(", ", marks);
    }

    /** Those paths alone whose key is meant. */
    RouterRib only(Predicate<String> meant) {
        NavigableMap<String, String> some = new TreeMap<>(paths);
        some.keySet().removeIf(meant.negate());
        return new RouterRib(some);
    }

    /** The same with every path told otherwise. */
    RouterRib mapped(UnaryOperator<String> told) {
        NavigableMap<String, String> others = new TreeMap<>(paths);
        others.replaceAll((key, path) -> told.apply(path));
        return new RouterRib(others);
    }

    /** What the other one has otherwise, a sentence each. */
    List<String> differences(RouterRib other) {
        TreeSet<String> keys = new TreeSet<>(paths.keySet());
        keys.addAll(other.paths.keySet());
        return keys.stream()
                .filter(key -> !told(key).equals(other.told(key)))
                .map(key -> key + " is \"" + other.told(key) + "\" and not \"" + told(key) + "\"")
                .toList();
    }

    /** What r1 was told by that key. */
    String told(String key) {
        return paths.getOrDefault(key, "nothing");
    }
}
