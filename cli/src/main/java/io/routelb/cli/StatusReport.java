package io.routelb.cli;

import static io.routelb.cli.Fields.flag;
import static io.routelb.cli.Fields.has;
import static io.routelb.cli.Fields.number;
import static io.routelb.cli.Fields.objects;
import static io.routelb.cli.Fields.text;

import com.google.gson.JsonObject;
import io.routelb.model.Annotations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything on one screen, problems first. Pure: objects in, text out. */
final class StatusReport {
    private static final String ALLOCATED = "routelb.io/AddressAllocated";

    private final ClusterState state;

    StatusReport(ClusterState state) {
        this.state = state;
    }

    /** One sentence each, the object named first; empty when all is well. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        state.groups().forEach(group -> refused(group, "Accepted", "ServiceGroup " + name(group), problems));
        loadBalancers().filter(service -> addresses(service).isEmpty()).forEach(service -> {
            String why = objects(service, "status", "conditions").stream()
                    .filter(condition -> text(condition, "type").equals(ALLOCATED))
                    .map(condition -> text(condition, "reason") + ": " + text(condition, "message"))
                    .findFirst()
                    .orElse("no address yet; is the allocator running?");
            problems.add("Service " + key(service) + " is pending: " + why);
        });
        Set<String> reporting = new HashSet<>();
        for (JsonObject node : state.nodeStatuses()) {
            reporting.add(name(node));
            nodeProblems(node, problems);
        }
        for (JsonObject node : state.nodes()) {
            if (!reporting.contains(name(node))) {
                problems.add("Node " + name(node) + " has no RoutingNodeStatus: no agent has reported from it");
            }
        }
        return problems;
    }

    private static void nodeProblems(JsonObject node, List<String> problems) {
        String who = "Node " + name(node);
        refused(node, "Accepted", who, problems);
        refused(node, "BackendReady", who, problems);
        for (JsonObject peer : objects(node, "status", "peers")) {
            if (!text(peer, "state").equals("Established")) {
                String error = text(peer, "lastError");
                problems.add(who + ": session to " + text(peer, "name") + " (" + text(peer, "address") + ") is "
                        + text(peer, "state") + (error.isEmpty() ? "" : ": " + error));
            }
        }
        for (JsonObject address : objects(node, "status", "addresses")) {
            if (text(address, "reason").startsWith("KernelRefused")) {
                problems.add(who + ": " + text(address, "address") + ": " + text(address, "reason"));
            }
        }
    }

    private static void refused(JsonObject object, String type, String who, List<String> problems) {
        for (JsonObject condition : objects(object, "status", "conditions")) {
            if (text(condition, "type").equals(type)
                    && text(condition, "status").equals("False")) {
                problems.add(who + ": " + text(condition, "reason") + ": " + text(condition, "message"));
            }
        }
    }

    String render() {
        List<String> problems = problems();
        StringBuilder text = new StringBuilder();
        if (problems.isEmpty()) {
            text.append("No problems.\n");
        } else {
            text.append("PROBLEMS (").append(problems.size()).append(")\n");
            problems.forEach(problem -> text.append("  ").append(problem).append('\n'));
        }
        section(text, "POOLS", pools());
        section(text, "SERVICES", services());
        section(text, "NODES", nodes());
        section(text, "BGP SESSIONS", sessions());
        return text.toString();
    }

    private static void section(StringBuilder text, String title, TextTable table) {
        text.append('\n').append(title).append('\n');
        text.append(table.isEmpty() ? "none\n" : table.render());
    }

    private TextTable pools() {
        TextTable table = new TextTable("NAME", "ANNOUNCE", "IPAM", "USED-V4", "FREE-V4", "USED-V6", "FREE-V6");
        for (JsonObject group : state.groups()) {
            table.row(
                    name(group),
                    text(group, "status", "announce"),
                    text(group, "status", "ipam"),
                    text(group, "status", "allocatedIPv4"),
                    text(group, "status", "availableIPv4"),
                    text(group, "status", "allocatedIPv6"),
                    text(group, "status", "availableIPv6"));
        }
        return table;
    }

    private TextTable services() {
        TextTable table = new TextTable("SERVICE", "ADDRESSES", "GROUP", "POLICY", "ON NODES");
        loadBalancers().forEach(service -> {
            List<String> addresses = addresses(service);
            table.row(
                    key(service),
                    addresses.isEmpty() ? "<pending>" : String.join(",", addresses),
                    text(service, "metadata", "annotations", Annotations.ALLOCATED_FROM),
                    text(service, "spec", "externalTrafficPolicy"),
                    String.join(",", carriers(key(service))));
        });
        return table;
    }

    private List<String> carriers(String service) {
        return state.nodeStatuses().stream()
                .filter(node -> objects(node, "status", "addresses").stream()
                        .anyMatch(address -> flag(address, "inKernel") && serves(address, service)))
                .map(StatusReport::name)
                .sorted()
                .toList();
    }

    private static boolean serves(JsonObject address, String service) {
        if (!has(address, "services")) {
            return false;
        }
        for (var user : address.getAsJsonArray("services")) {
            if (user.getAsString().equals(service)) {
                return true;
            }
        }
        return false;
    }

    private TextTable nodes() {
        TextTable table = new TextTable("NODE", "BACKEND", "AS", "ROUTER-ID", "ADDRESSES", "SESSIONS", "UPDATED");
        for (JsonObject node : state.nodeStatuses()) {
            List<JsonObject> peers = objects(node, "status", "peers");
            long up = peers.stream()
                    .filter(peer -> text(peer, "state").equals("Established"))
                    .count();
            long inKernel = objects(node, "status", "addresses").stream()
                    .filter(address -> flag(address, "inKernel"))
                    .count();
            table.row(
                    name(node),
                    text(node, "status", "backend"),
                    text(node, "status", "asn"),
                    text(node, "status", "routerID"),
                    Long.toString(inKernel),
                    up + "/" + peers.size() + " up",
                    text(node, "status", "lastUpdated"));
        }
        return table;
    }

    private TextTable sessions() {
        TextTable table =
                new TextTable("NODE", "PEER", "ADDRESS", "AS", "STATE", "SINCE", "SENT", "RECEIVED", "LAST ERROR");
        for (JsonObject node : state.nodeStatuses()) {
            for (JsonObject peer : objects(node, "status", "peers")) {
                table.row(
                        name(node),
                        text(peer, "name"),
                        text(peer, "address"),
                        text(peer, "asn"),
                        text(peer, "state"),
                        text(peer, "since"),
                        Long.toString(number(peer, "advertised")),
                        Long.toString(number(peer, "received")),
                        text(peer, "lastError"));
            }
        }
        return table;
    }

    private Stream<JsonObject> loadBalancers() {
        return state.services().stream()
                .filter(service -> text(service, "spec", "type").equals("LoadBalancer")
                        && isOurs(text(service, "spec", "loadBalancerClass")));
    }

    private static boolean isOurs(String loadBalancerClass) {
        return loadBalancerClass.isEmpty()
                || loadBalancerClass.startsWith("purelb.io/")
                || loadBalancerClass.equals("routelb.io/routelb");
    }

    private static List<String> addresses(JsonObject service) {
        return objects(service, "status", "loadBalancer", "ingress").stream()
                .map(ingress -> text(ingress, "ip"))
                .filter(ip -> !ip.isEmpty())
                .collect(Collectors.toList());
    }

    private static String name(JsonObject object) {
        return text(object, "metadata", "name");
    }

    private static String key(JsonObject object) {
        return text(object, "metadata", "namespace") + "/" + name(object);
    }
}
