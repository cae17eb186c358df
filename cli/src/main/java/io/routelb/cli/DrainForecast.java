package io.routelb.cli;

import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.DrainRule;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a drain would do to a node's remote addresses. Pure.
 *
 * @param going with the Services that have them
 * @param staying likewise: no other node can serve them
 */
record DrainForecast(String node, Map<String, Set<ObjectKey>> going, Map<String, Set<ObjectKey>> staying) {
    static DrainForecast of(ClusterSnapshot snapshot, NodeView node) {
        Map<String, Set<ObjectKey>> going = new TreeMap<>();
        Map<String, Set<ObjectKey>> staying = new TreeMap<>();
        addresses(snapshot)
                .forEach((address, services) ->
                        (DrainRule.stays(snapshot, node, services) ? staying : going).put(address, services));
        return new DrainForecast(node.name(), going, staying);
    }

    private static Map<String, Set<ObjectKey>> addresses(ClusterSnapshot snapshot) {
        Map<String, Set<ObjectKey>> addresses = new TreeMap<>();
        for (ServiceView service : snapshot.services().values()) {
            boolean ours = service.isLoadBalancer()
                    && Annotations.ALLOCATED_BY_VALUE.equals(service.annotation(Annotations.ALLOCATED_BY))
                    && "remote".equals(service.annotation(Annotations.POOL_TYPE));
            if (ours) {
                service.ingress()
                        .forEach(ingress -> addresses
                                .computeIfAbsent(ingress.ip(), first -> new TreeSet<>())
                                .add(service.key()));
            }
        }
        return addresses;
    }

    String render() {
        List<String> lines = new ArrayList<>();
        TextTable table = new TextTable("ADDRESS", "SERVICES", "WOULD");
        going.forEach((address, services) -> table.row(address, text(services), "go: other nodes serve it"));
        staying.forEach((address, services) -> table.row(address, text(services), "stay: no other node can serve it"));
        if (table.isEmpty()) {
            return "node " + node + " has nothing to let go of\n";
        }
        lines.add(table.render().stripTrailing());
        lines.add("nothing has been changed");
        return String.join("\n", lines) + "\n";
    }

    private static String text(Set<ObjectKey> services) {
        return String.join(" ", services.stream().map(ObjectKey::toString).toList());
    }
}
