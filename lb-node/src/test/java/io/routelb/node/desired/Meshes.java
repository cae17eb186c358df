package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.InvalidValueException;
import io.routelb.model.MeshView;
import io.routelb.model.MeshView.PodRoutes;
import io.routelb.model.NodeView;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SecretView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Clusters whose nodes are to be a mesh. */
final class Meshes {
    static final MeshView FULL = new MeshView(true, Optional.empty(), Optional.empty(), PodRoutes.MESH);

    final Map<String, NodeView> nodes = new HashMap<>();
    final Map<String, RoutingConfigView> configs = new HashMap<>();
    final Map<String, BgpPeerView> peers = new HashMap<>();
    final Map<String, SecretView> secrets = new HashMap<>();

    /** Nodes n1 to n3 with addresses and pod CIDRs of both families, and a RoutingConfig for all of them. */
    static Meshes lab() {
        Meshes lab = new Meshes();
        for (int i = 1; i <= 3; i++) {
            lab.node("n" + i, "192.0.2.1" + i, "2001:db8::1" + i)
                    .pods("n" + i, "10.244." + i + ".0/24", "fd00:" + i + "::/64");
        }
        return lab.config(Written.config("default").mesh(FULL));
    }

    Meshes config(Written.Config config) {
        RoutingConfigView view = config.view();
        configs.put(view.key().name(), view);
        return this;
    }

    Meshes node(String name, String... addresses) {
        List<IPAddress> own = Arrays.stream(addresses).map(Addresses::of).toList();
        nodes.put(name, new NodeView(name, Map.of("name", name), Map.of(), true, false, false, own, List.of()));
        return this;
    }

    Meshes pods(String name, String... cidrs) {
        NodeView old = node(name);
        List<Prefix> own = Arrays.stream(cidrs).map(Prefix::of).toList();
        nodes.put(
                name, new NodeView(name, old.labels(), old.annotations(), true, false, false, old.internalIPs(), own));
        return this;
    }

    /** With {@code kube-router.io/} before the annotation's name. */
    Meshes annotate(String name, String annotation, String value) {
        NodeView old = node(name);
        Map<String, String> annotations = new HashMap<>(old.annotations());
        annotations.put("kube-router.io/" + annotation, value);
        nodes.put(
                name,
                new NodeView(name, old.labels(), annotations, true, false, false, old.internalIPs(), old.podCIDRs()));
        return this;
    }

    private NodeView node(String name) {
        return Optional.ofNullable(nodes.get(name)).orElseThrow();
    }

    ClusterSnapshot snapshot() {
        return new ClusterSnapshot(Map.of(), Map.of(), nodes, Map.of(), configs, peers, Map.of(), secrets);
    }

    RoutingPlan plan(String node) {
        try {
            return RoutingPlan.of(snapshot(), node);
        } catch (InvalidValueException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The names of the node's peers. */
    String peers(String node) {
        return plan(node).peers().stream()
                .map(RoutingIntent.Peer::name)
                .sorted()
                .collect(Collectors.joining(","));
    }

    RoutingIntent.Peer peer(String node, String name) {
        return plan(node).peers().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What a node takes from a peer. */
    String imports(String node, String name) {
        return peer(node, name).options().imports().prefixes().stream()
                .map(PeerOptions.PrefixRule::within)
                .map(Prefix::toString)
                .collect(Collectors.joining(" "));
    }

    String problems(String node) {
        return plan(node).problems().stream().map(each -> each.message()).collect(Collectors.joining("; "));
    }
}
