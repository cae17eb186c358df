package io.routelb.node.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.kube.write.NodeStatus;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What {@code lb-node status} shows: the status as in the RoutingNodeStatus, and the routes as they are told. The loop offers what it has;
 * it is put into words on the thread of who asks.
 */
final class LocalStatus {
    private final String node;
    private final Clock clock;
    private final AtomicReference<Optional<Seen>> latest = new AtomicReference<>(Optional.empty());
    /** Since when each route is told. Of the loop. */
    private Map<Prefix, Instant> since = Map.of();

    private record Seen(NodeStatus status, RoutingIntent intent, Map<Prefix, Instant> since, Instant at) {}

    LocalStatus(String node, Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    /** By the loop; cheap when the routes are the same as before. */
    void offer(NodeStatus status, RoutingIntent intent) {
        Instant now = clock.instant();
        Optional<Seen> before = latest.get();
        if (before.isEmpty() || !before.get().intent().equals(intent)) {
            Map<Prefix, Instant> fresh = new HashMap<>();
            intent.peers()
                    .forEach(peer ->
                            peer.routes().keySet().forEach(each -> fresh.put(each, since.getOrDefault(each, now))));
            since = fresh;
        }
        latest.set(Optional.of(new Seen(status, intent, Map.copyOf(since), now)));
    }

    /** One JSON object; without {@code updated} before the first pass. Any thread. */
    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("node", node);
        latest.get().ifPresent(seen -> {
            json.addProperty("updated", seen.at().toString());
            seen.status().toJson(new JsonArray(), seen.at()).asMap().forEach(json::add);
            json.addProperty("listenPort", seen.intent().listenPort());
            json.add("routes", routes(seen));
        });
        return json;
    }

    private static JsonArray routes(Seen seen) {
        Map<Prefix, Map<RouteAttributes, List<String>>> byPrefix = new TreeMap<>();
        for (RoutingIntent.Peer peer : seen.intent().peers()) {
            peer.routes()
                    .forEach((prefix, with) -> byPrefix.computeIfAbsent(prefix, first -> new HashMap<>())
                            .computeIfAbsent(with, first -> new ArrayList<>())
                            .add(peer.name()));
        }
        JsonArray routes = new JsonArray();
        byPrefix.forEach((prefix, told) -> told.forEach((with, peers) -> {
            JsonObject route = attributes(with, seen.intent().localAsn().value());
            route.addProperty("prefix", prefix.toString());
            route.addProperty(
                    "since", seen.since().getOrDefault(prefix, seen.at()).toString());
            route.add("peers", texts(peers.stream().sorted().toList()));
            routes.add(route);
        }));
        return routes;
    }

    private static JsonObject attributes(RouteAttributes with, long asn) {
        JsonObject json = new JsonObject();
        json.addProperty("nextHop", "self");
        json.addProperty("asPath", String.join(" ", Collections.nCopies(with.prepend(), Long.toString(asn))));
        json.add(
                "communities",
                texts(with.communities().stream()
                        .map(each -> (each >>> 16) + ":" + (each & 0xFFFF))
                        .toList()));
        json.add(
                "largeCommunities",
                texts(with.largeCommunities().stream()
                        .map(each -> each.global() + ":" + each.local1() + ":" + each.local2())
                        .toList()));
        with.med().ifPresent(med -> json.addProperty("med", med));
        with.localPref().ifPresent(preference -> json.addProperty("localPreference", preference));
        return json;
    }

    private static JsonArray texts(List<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }
}
