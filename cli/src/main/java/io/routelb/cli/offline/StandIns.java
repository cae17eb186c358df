package io.routelb.cli.offline;

import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.LabelSelector;
import io.routelb.model.NodeView;
import io.routelb.model.RoutingConfigView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Nodes in place of those that manifests seldom have: one without labels, and one for each selector of a routing object. */
final class StandIns {
    private static final String ANY = "any";

    private StandIns() {}

    /** The same cluster; with stand-ins, if it has no nodes. What clashes on a node can be told of these. */
    static ClusterSnapshot withNodes(ClusterSnapshot cluster) {
        if (!cluster.nodes().isEmpty()) {
            return cluster;
        }
        Map<String, NodeView> nodes = new TreeMap<>();
        nodes.put(ANY, node(ANY, Map.of()));
        Stream.concat(
                        cluster.routingConfigs().values().stream().map(RoutingConfigView::nodeSelector),
                        cluster.bgpPeers().values().stream().map(BgpPeerView::nodeSelector))
                .filter(selector -> !selector.isCatchAll())
                .map(StandIns::labels)
                .forEach(labels ->
                        nodes.put("with " + new TreeMap<>(labels), node("with " + new TreeMap<>(labels), labels)));
        return new ClusterSnapshot(
                cluster.services(),
                cluster.endpoints(),
                nodes,
                cluster.serviceGroups(),
                cluster.routingConfigs(),
                cluster.bgpPeers(),
                cluster.nodeAgents(),
                cluster.secrets(),
                cluster.policies());
    }

    private static NodeView node(String name, Map<String, String> labels) {
        return new NodeView(name, labels, Map.of(), true, false, false, List.of(), List.of());
    }

    /** Labels that a selector asks for. */
    private static Map<String, String> labels(LabelSelector selector) {
        Map<String, String> labels = new HashMap<>(selector.matchLabels());
        for (LabelSelector.Requirement one : selector.matchExpressions()) {
            switch (one.operator()) {
                case IN ->
                    labels.put(
                            one.key(),
                            one.values().stream().sorted().findFirst().orElse(""));
                case EXISTS -> labels.putIfAbsent(one.key(), "");
                case NOT_IN, DOES_NOT_EXIST -> {
                    // a node without the label is one it selects
                }
            }
        }
        return labels;
    }
}
