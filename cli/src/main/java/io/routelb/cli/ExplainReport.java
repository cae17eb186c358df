package io.routelb.cli;

import static io.routelb.cli.Fields.flag;
import static io.routelb.cli.Fields.objects;
import static io.routelb.cli.Fields.text;
import static io.routelb.cli.Fields.texts;

import com.google.gson.JsonObject;
import io.routelb.model.AddressPool;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.ServiceGroupView.PoolText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What has become of one Service, and why. Pure: objects in, text out; it decides nothing, it reads what others have written. */
final class ExplainReport {
    private static final String ALLOCATED = "routelb.io/AddressAllocated";

    private final JsonObject service;
    private final List<JsonObject> nodes;
    private final List<JsonObject> groups;
    private final List<JsonObject> statuses;

    ExplainReport(JsonObject service, List<JsonObject> nodes, List<JsonObject> groups, List<JsonObject> statuses) {
        this.service = service;
        this.nodes = nodes.stream()
                .sorted(Comparator.comparing(node -> text(node, "metadata", "name")))
                .toList();
        this.groups = List.copyOf(groups);
        this.statuses = List.copyOf(statuses);
    }

    String render() {
        StringBuilder out = new StringBuilder();
        out.append("Service ").append(namespace()).append('/').append(text(service, "metadata", "name"));
        out.append(": type ").append(text(service, "spec", "type"));
        out.append(", externalTrafficPolicy ")
                .append(text(service, "spec", "externalTrafficPolicy"))
                .append('\n');
        out.append(allocation());
        if (!annotation(Annotations.ALLOCATED_BY).equals(Annotations.ALLOCATED_BY_VALUE)) {
            return out.append("it carries no mark of ours (")
                    .append(Annotations.ALLOCATED_BY)
                    .append("): RouteLB announces nothing for it\n")
                    .toString();
        }
        for (JsonObject ingress : objects(service, "status", "loadBalancer", "ingress")) {
            String address = text(ingress, "ip");
            out.append('\n')
                    .append(address)
                    .append(": ")
                    .append(origin(address))
                    .append('\n');
            TextTable table = new TextTable("NODE", "LINK", "ON LINK", "ADVERTISED TO", "WHY NOT");
            nodes.forEach(node -> row(table, text(node, "metadata", "name"), address));
            table.render().lines().forEach(line -> out.append("  ").append(line).append('\n'));
        }
        return out.toString();
    }

    private String allocation() {
        return objects(service, "status", "conditions").stream()
                .filter(condition -> text(condition, "type").equals(ALLOCATED))
                .map(condition -> text(condition, "reason") + ": " + text(condition, "message") + "\n")
                .findFirst()
                .orElse("nothing is said about its allocation; is the allocator running?\n");
    }

    /** The group, the range, and what led there. */
    private String origin(String address) {
        String from = annotation(Annotations.ALLOCATED_FROM);
        for (JsonObject group : groups) {
            String name = text(group, "metadata", "name");
            boolean named = (" " + from.replace(',', ' ') + " ").contains(" " + name + " ");
            Optional<String> range = named ? range(group, address) : Optional.empty();
            if (range.isPresent()) {
                return "from ServiceGroup " + name + " (" + annotation(Annotations.POOL_TYPE) + "), range "
                        + range.get() + "; " + because(group);
            }
        }
        return "from ServiceGroup " + (from.isEmpty() ? "unknown" : from) + " (" + annotation(Annotations.POOL_TYPE)
                + "), which has no such range any more; " + because(new JsonObject());
    }

    private String because(JsonObject group) {
        if (!annotation(Annotations.ADDRESSES).isEmpty()) {
            return "asked for by " + Annotations.ADDRESSES;
        }
        if (!annotation(Annotations.SERVICE_GROUP).isEmpty()) {
            return "the group is named by " + Annotations.SERVICE_GROUP;
        }
        if (!text(service, "spec", "loadBalancerIP").isEmpty()) {
            return "asked for by spec.loadBalancerIP";
        }
        return texts(group, "spec", "namespaces").contains(namespace())
                ? "the group lists namespace " + namespace()
                : "nothing names another group";
    }

    private static Optional<String> range(JsonObject group, String address) {
        for (String kind : List.of("local", "remote")) {
            for (IpFamily family : IpFamily.values()) {
                String one = family == IpFamily.IPV4 ? "v4pool" : "v6pool";
                List<JsonObject> pools = new ArrayList<>(objects(group, "spec", kind, one + "s"));
                Fields.object(group, "spec", kind, one).ifPresent(pools::add);
                for (JsonObject pool : pools) {
                    if (contains(pool, family, address)) {
                        return Optional.of(text(pool, "pool"));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean contains(JsonObject pool, IpFamily family, String address) {
        try {
            return AddressPool.parse(new PoolText(family, text(pool, "pool"), text(pool, "subnet"), ""))
                    .contains(Addresses.parse(address));
        } catch (InvalidValueException e) {
            return false; // such a pool has no addresses, and its group says why
        }
    }

    private void row(TextTable table, String node, String address) {
        Optional<JsonObject> status = statuses.stream()
                .filter(one -> text(one, "metadata", "name").equals(node))
                .findFirst();
        Optional<JsonObject> entry = status.flatMap(one -> objects(one, "status", "addresses").stream()
                .filter(each -> text(each, "address").equals(address))
                .findFirst());
        if (entry.isEmpty()) {
            String why = status.isEmpty()
                    ? "no agent has reported from this node"
                    : "the agent has not reported the address; its report is of "
                            + text(status.get(), "status", "lastUpdated");
            table.row(node, "", "", "", why);
            return;
        }
        JsonObject known = entry.get();
        String reason = text(known, "reason");
        table.row(
                node,
                text(known, "interface"),
                flag(known, "inKernel") ? "yes" : "no",
                told(known, reason),
                reason.isEmpty() ? "" : reason + ": " + text(known, "message"));
    }

    private String told(JsonObject entry, String reason) {
        List<String> peers = texts(entry, "advertisedTo");
        boolean local = annotation(Annotations.POOL_TYPE).equals("local");
        return local && reason.isEmpty() && flag(entry, "inKernel")
                ? "neighbours on " + text(entry, "interface")
                : String.join(" ", peers);
    }

    private String namespace() {
        return text(service, "metadata", "namespace");
    }

    private String annotation(String name) {
        return text(service, "metadata", "annotations", name);
    }
}
