package io.routelb.cli;

import static io.routelb.cli.Fields.flag;
import static io.routelb.cli.Fields.number;
import static io.routelb.cli.Fields.objects;
import static io.routelb.cli.Fields.text;
import static io.routelb.cli.Fields.texts;

import com.google.gson.JsonObject;
import io.routelb.cli.Listing.Column;
import io.routelb.model.Annotations;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What there is in the cluster, in rows. Pure: objects in, rows out. */
final class ClusterLists {
    private final ClusterState state;

    ClusterLists(ClusterState state) {
        this.state = state;
    }

    Listing pools() {
        return new Listing(
                "pools",
                List.of(
                        Column.of("NAME", "name"),
                        Column.of("ANNOUNCE", "announce"),
                        Column.of("IPAM", "ipam"),
                        Column.of("ACCEPTED", "accepted"),
                        Column.of("USED-V4", "allocatedIPv4"),
                        Column.of("FREE-V4", "availableIPv4"),
                        Column.of("USED-V6", "allocatedIPv6"),
                        Column.of("FREE-V6", "availableIPv6"),
                        Column.wide("ADDRESSES", "addresses"),
                        Column.wide("NAMESPACES", "namespaces")),
                state.groups().stream().map(ClusterLists::pool).toList());
    }

    private static JsonObject pool(JsonObject group) {
        JsonObject status = Fields.object(group, "status").orElseGet(JsonObject::new);
        return new Row()
                .put("name", name(group))
                .take(status, "announce", "ipam")
                .put("accepted", accepted(status))
                .take(status, "allocatedIPv4", "availableIPv4", "allocatedIPv6", "availableIPv6", "addresses")
                .put("namespaces", texts(group, "spec", "namespaces"))
                .done();
    }

    /** {@code True}, or why not. */
    private static String accepted(JsonObject status) {
        return objects(status, "conditions").stream()
                .filter(condition -> text(condition, "type").equals("Accepted"))
                .map(condition -> text(condition, "status").equals("True") ? "yes" : "no: " + text(condition, "reason"))
                .findFirst()
                .orElse("");
    }

    Listing services() {
        return new Listing(
                "services",
                List.of(
                        Column.of("SERVICE", "service"),
                        Column.of("ADDRESSES", "addresses"),
                        Column.of("GROUP", "group"),
                        Column.of("POLICY", "policy"),
                        Column.of("ON NODES", "nodes"),
                        Column.wide("TOLD TO", "advertisedTo"),
                        Column.of("PROBLEM", "problem")),
                state.loadBalancers().map(this::service).toList());
    }

    private JsonObject service(JsonObject service) {
        String key = ClusterState.key(service);
        List<String> addresses = ClusterState.addresses(service);
        ServiceTrouble trouble = new ServiceTrouble(state, service);
        return new Row()
                .put("service", key)
                .put("addresses", addresses)
                .put("group", text(service, "metadata", "annotations", Annotations.ALLOCATED_FROM))
                .put("policy", text(service, "spec", "externalTrafficPolicy"))
                .put("nodes", state.carriers(key))
                .put("advertisedTo", state.told(key))
                .put("problem", trouble.sentence())
                .done();
    }

    Listing nodes() {
        List<JsonObject> rows = new ArrayList<>();
        for (JsonObject node : state.nodeStatuses()) {
            List<JsonObject> peers = objects(node, "status", "peers");
            long up = peers.stream()
                    .filter(peer -> text(peer, "state").equals("Established"))
                    .count();
            long inKernel = objects(node, "status", "addresses").stream()
                    .filter(address -> flag(address, "inKernel"))
                    .count();
            rows.add(new Row()
                    .put("node", name(node))
                    .take(Fields.object(node, "status").orElseGet(JsonObject::new), "backend", "asn", "routerID")
                    .put("addresses", inKernel)
                    .put("sessions", up + "/" + peers.size() + " up")
                    .put("learnedRoutes", number(node, "status", "learnedRoutes"))
                    .put("lastUpdated", text(node, "status", "lastUpdated"))
                    .done());
        }
        return new Listing(
                "nodes",
                List.of(
                        Column.of("NODE", "node"),
                        Column.of("BACKEND", "backend"),
                        Column.of("AS", "asn"),
                        Column.of("ROUTER-ID", "routerID"),
                        Column.of("ADDRESSES", "addresses"),
                        Column.of("SESSIONS", "sessions"),
                        Column.wide("LEARNED", "learnedRoutes"),
                        Column.of("UPDATED", "lastUpdated")),
                rows);
    }

    Listing sessions() {
        return new Listing(
                "bgpSessions",
                List.of(
                        Column.of("NODE", "node"),
                        Column.of("PEER", "name"),
                        Column.of("ADDRESS", "address"),
                        Column.of("AS", "asn"),
                        Column.of("STATE", "state"),
                        Column.of("SINCE", "since"),
                        Column.of("SENT", "advertised"),
                        Column.of("RECEIVED", "received"),
                        Column.wide("ACCEPTED", "accepted"),
                        Column.wide("HOLD", "hold"),
                        Column.wide("KEEPALIVE", "keepalive"),
                        Column.wide("FAMILIES", "families"),
                        Column.wide("BFD", "bfd"),
                        Column.wide("LOST", "flaps"),
                        Column.of("LAST ERROR", "lastError")),
                ofEachNode("peers")
                        .map(row -> new Row()
                                .take(row, "node", "name", "address", "asn", "state", "since")
                                .put("advertised", number(row, "advertised"))
                                .put("received", number(row, "received"))
                                .take(row, "accepted", "hold", "keepalive", "families", "bfd", "flaps", "lastError")
                                .done())
                        .toList());
    }

    /** Prefixes that the peers have told us. */
    Listing received() {
        return new Listing(
                "received",
                List.of(
                        Column.of("NODE", "node"),
                        Column.of("PEER", "name"),
                        Column.of("ADDRESS", "address"),
                        Column.of("RECEIVED", "received"),
                        Column.of("ACCEPTED", "accepted"),
                        Column.of("LOOPED", "looped"),
                        Column.of("IN KERNEL", "learnedRoutes")),
                ofEachNode("peers")
                        .map(row -> new Row()
                                .take(row, "node", "name", "address")
                                .put("received", number(row, "received"))
                                .put("accepted", number(row, "accepted"))
                                .put("looped", number(row, "looped"))
                                .put("learnedRoutes", number(row, "learnedRoutes"))
                                .done())
                        .toList());
    }

    /** Addresses on the nodes, and whom they are told to. */
    Listing advertised() {
        return new Listing(
                "addresses",
                List.of(
                        Column.of("NODE", "node"),
                        Column.of("ADDRESS", "address"),
                        Column.of("LINK", "interface"),
                        Column.of("ON LINK", "inKernel"),
                        Column.of("ADVERTISED TO", "advertisedTo"),
                        Column.wide("SERVICES", "services"),
                        Column.of("WHY NOT", "reason"),
                        Column.wide("", "message")),
                ofEachNode("addresses")
                        .map(row -> new Row()
                                .take(row, "node", "address", "interface")
                                .put("inKernel", flag(row, "inKernel"))
                                .take(row, "advertisedTo", "services", "reason", "message")
                                .done())
                        .toList());
    }

    Listing conditions() {
        return new Listing(
                "conditions",
                List.of(
                        Column.of("NODE", "node"),
                        Column.of("TYPE", "type"),
                        Column.of("STATUS", "status"),
                        Column.wide("SINCE", "lastTransitionTime"),
                        Column.of("REASON", "reason"),
                        Column.of("MESSAGE", "message")),
                ofEachNode("conditions")
                        .map(row -> new Row()
                                .take(row, "node", "type", "status", "lastTransitionTime", "reason", "message")
                                .done())
                        .toList());
    }

    /** The entries of a list of each node's status, with the node's name and its count of learned routes in each. */
    private Stream<JsonObject> ofEachNode(String list) {
        return state.nodeStatuses().stream()
                .flatMap(node -> objects(node, "status", list).stream().map(entry -> {
                    JsonObject row = entry.deepCopy();
                    row.addProperty("node", name(node));
                    row.addProperty("learnedRoutes", number(node, "status", "learnedRoutes"));
                    return row;
                }));
    }

    private static String name(JsonObject object) {
        return text(object, "metadata", "name");
    }
}
