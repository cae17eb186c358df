package io.routelb.node.elect;

import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Services, endpoints and Nodes of a simulation, as the API server has them; each change gives a new snapshot. */
final class SimCluster {
    private final Map<String, NodeView> nodes = new TreeMap<>();
    private final Map<ObjectKey, ServiceView> services = new TreeMap<>();
    private final Map<ObjectKey, List<EndpointView>> endpoints = new HashMap<>();

    void node(String name, boolean ready, boolean excluded) {
        Map<String, String> labels = excluded ? Map.of(NodeView.EXCLUDE_LABEL, "") : Map.of();
        nodes.put(name, new NodeView(name, labels, Map.of(), ready, false, false, List.of(), List.of()));
    }

    void service(String name, String address, ServiceView.TrafficPolicy policy, Map<String, String> more) {
        Map<String, String> annotations = new HashMap<>(more);
        annotations.put(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE);
        annotations.put(Annotations.POOL_TYPE, "local");
        ObjectKey key = new ObjectKey("a", name);
        services.put(key, ServiceView.showing(key, policy, annotations, List.of(address)));
    }

    boolean remove(String service) {
        return services.remove(new ObjectKey("a", service)) != null;
    }

    void endpoints(String service, List<String> onNodes) {
        endpoints.put(
                new ObjectKey("a", service),
                onNodes.stream()
                        .map(node -> new EndpointView(node, true, true, false))
                        .toList());
    }

    LocalPlan plan() {
        return LocalPlan.of(new ClusterSnapshot(services, endpoints, nodes, Map.of(), Map.of(), Map.of()));
    }

    ServiceView serviceNamed(String name) {
        return Objects.requireNonNull(services.get(new ObjectKey("a", name)), name);
    }
}
