package io.routelb.cli.offline;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import inet.ipaddr.IPAddress;
import io.routelb.allocator.plan.AllocationPlan;
import io.routelb.allocator.plan.AllocationPlanner;
import io.routelb.allocator.plan.Decision;
import io.routelb.allocator.plan.PlanSettings;
import io.routelb.allocator.plan.PlanState;
import io.routelb.kube.watch.ObjectViews;
import io.routelb.model.AddressPool;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.InvalidValueException;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What RouteLB would do with some manifests: the plan of the allocator, and of it the plans of all nodes. Pure.
 *
 * @param services what each Service would get
 * @param routes what would be announced, by whom, to whom
 * @param withheld what would not be announced by a node, and why
 */
record OfflinePlan(List<Allocation> services, List<NodeRoutes.Route> routes, List<NodeRoutes.Withheld> withheld) {
    /**
     * What a Service would get.
     *
     * @param group of the addresses; empty when it would get none
     * @param kind {@code local}, {@code remote} or empty
     * @param nodes of local addresses: those of which one would have them; of remote ones none are named here
     * @param reason of the condition, and its sentence
     */
    record Allocation(
            String service,
            List<String> addresses,
            String group,
            String kind,
            List<String> nodes,
            String reason,
            String message) {
        Allocation {
            addresses = List.copyOf(addresses);
            nodes = List.copyOf(nodes);
        }
    }

    OfflinePlan {
        services = List.copyOf(services);
        routes = List.copyOf(routes);
        withheld = List.copyOf(withheld);
    }

    static OfflinePlan of(OfflineCluster cluster, PlanSettings settings, Instant now) {
        ClusterSnapshot snapshot = cluster.snapshot();
        AllocationPlan plan = AllocationPlanner.plan(snapshot, settings, PlanState.at(now));
        List<Allocation> allocations = new ArrayList<>();
        new TreeMap<>(plan.services()).forEach((key, decision) -> {
            if (decision instanceof Decision.Holding holding) {
                allocations.add(allocation(snapshot, key, holding));
            } else if (decision instanceof Decision.Meanwhile waiting) {
                allocations.add(none(key, waiting));
            } else if (decision instanceof Decision.AskIpam ask) {
                allocations.add(none(key, ask.meanwhile()));
            }
        });
        NodeRoutes routes = NodeRoutes.of(allocated(cluster, plan));
        return new OfflinePlan(allocations, routes.routes(), routes.withheld());
    }

    /** The cluster when the allocator has done what it plans. */
    static ClusterSnapshot allocated(OfflineCluster cluster, AllocationPlan plan) {
        ClusterSnapshot snapshot = cluster.snapshot();
        Map<ObjectKey, ServiceView> after = new HashMap<>(snapshot.services());
        plan.services().forEach((key, decision) -> {
            if (decision instanceof Decision.Holding holding) {
                after.put(key, allocated(cluster.service(key), holding));
            }
        });
        return snapshot.withServices(after);
    }

    private static Allocation allocation(ClusterSnapshot snapshot, ObjectKey key, Decision.Holding holding) {
        String kind = holding.origin().poolType();
        return new Allocation(
                key.toString(),
                holding.addresses().stream().map(IPAddress::toCanonicalString).toList(),
                holding.origin().group(),
                kind,
                kind.equals("local") ? candidates(snapshot, holding.addresses()) : List.of(),
                holding.verdict().reason().code(),
                holding.verdict().message());
    }

    private static Allocation none(ObjectKey key, Decision.Meanwhile waiting) {
        return new Allocation(
                key.toString(),
                List.of(),
                "",
                "",
                List.of(),
                waiting.verdict().reason().code(),
                waiting.verdict().message());
    }

    /** The nodes with an address in the subnet of one of these; one of them is elected when they are there. */
    private static List<String> candidates(ClusterSnapshot snapshot, List<IPAddress> addresses) {
        List<Prefix> subnets = snapshot.serviceGroups().values().stream()
                .flatMap(group -> group.pools().stream())
                .flatMap(text -> pool(text).stream())
                .filter(pool -> addresses.stream().anyMatch(pool::contains))
                .map(AddressPool::subnet)
                .toList();
        TreeSet<String> names = new TreeSet<>();
        for (NodeView node : snapshot.nodes().values()) {
            boolean near = node.internalIPs().stream()
                    .anyMatch(address -> subnets.stream().anyMatch(subnet -> subnet.contains(address)));
            if (near && node.ready()) {
                names.add(node.name());
            }
        }
        return List.copyOf(names);
    }

    /** Empty of one that cannot be read; its group is not in force, and validate says why. */
    private static Optional<AddressPool> pool(ServiceGroupView.PoolText text) {
        try {
            return Optional.of(AddressPool.parse(text));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    /** The Service as the allocator would leave it. */
    private static ServiceView allocated(JsonObject service, Decision.Holding holding) {
        JsonObject metadata = service.getAsJsonObject("metadata");
        JsonObject annotations = metadata.get("annotations") instanceof JsonObject written ? written : new JsonObject();
        annotations.addProperty(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE);
        annotations.addProperty(Annotations.ALLOCATED_FROM, holding.origin().group());
        annotations.addProperty(Annotations.POOL_TYPE, holding.origin().poolType());
        metadata.add("annotations", annotations);
        JsonArray ingress = new JsonArray();
        for (IPAddress address : holding.addresses()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("ip", address.toCanonicalString());
            entry.addProperty("ipMode", "VIP");
            ingress.add(entry);
        }
        JsonObject loadBalancer = new JsonObject();
        loadBalancer.add("ingress", ingress);
        JsonObject status = new JsonObject();
        status.add("loadBalancer", loadBalancer);
        service.add("status", status);
        try {
            return ObjectViews.service(service);
        } catch (InvalidValueException e) {
            throw new IllegalStateException("a Service that was read cannot be read again", e);
        }
    }
}
