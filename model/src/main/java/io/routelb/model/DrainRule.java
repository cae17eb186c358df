package io.routelb.model;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which nodes are to be taken out, and which addresses stay on them all the same because nobody else can serve them. One rule for the
 * agents and for who asks beforehand. Pure: nodes that see the same cluster agree on who stays.
 */
public final class DrainRule {
    private DrainRule() {}

    /** Why a node is taken out. */
    public enum Trigger {
        /** Somebody asked for it by {@link Annotations#DRAIN}. */
        ASKED("it is drained (kubectl routelb drain --undo takes that back)"),
        /** {@link NodeView#EXCLUDE_LABEL}. */
        EXCLUDED("it has the label " + NodeView.EXCLUDE_LABEL),
        /** It is cordoned, and its RoutingConfig says {@code drain.onCordon}. */
        CORDONED("it is cordoned, and its RoutingConfig says drain.onCordon");

        private final String sentence;

        Trigger(String sentence) {
            this.sentence = sentence;
        }

        /** What is the case with the node. */
        public String sentence() {
            return sentence;
        }
    }

    /** How the node is taken out, if it is. */
    public static RoutingConfigView.Drain manner(ClusterSnapshot snapshot, NodeView node) {
        return snapshot.routingConfigFor(node.labels())
                .map(RoutingConfigView::drain)
                .orElse(RoutingConfigView.Drain.DEFAULT);
    }

    /** Why the node is to be taken out; empty when it is not. */
    public static Optional<Trigger> trigger(ClusterSnapshot snapshot, NodeView node) {
        if (node.annotations().containsKey(Annotations.DRAIN)) {
            return Optional.of(Trigger.ASKED);
        }
        if (node.labels().containsKey(NodeView.EXCLUDE_LABEL)) {
            return Optional.of(Trigger.EXCLUDED);
        }
        return node.unschedulable() && manner(snapshot, node).onCordon()
                ? Optional.of(Trigger.CORDONED)
                : Optional.empty();
    }

    /**
     * Whether an address stays on a node that is taken out. It does when no other node can serve it, or only such as are taken out,
     * too, and this one comes last among them by its name: then the others go, and this one does not.
     *
     * @param services those that have the address
     */
    public static boolean stays(ClusterSnapshot snapshot, NodeView node, Collection<ObjectKey> services) {
        Set<String> takers = takers(snapshot, node);
        for (ObjectKey key : services) {
            ServiceView service = snapshot.services().get(key);
            if (service != null && service.externalTrafficPolicy() == ServiceView.TrafficPolicy.LOCAL) {
                takers.retainAll(EndpointRule.usableNodes(snapshot.endpoints().getOrDefault(key, List.of())));
            }
        }
        return takers.isEmpty();
    }

    /** Who can serve, as far as nodes go, what the node lets go of: those that are not taken out, and of those that are the later ones by name. */
    public static Set<String> takers(ClusterSnapshot snapshot, NodeView node) {
        return snapshot.nodes().values().stream()
                .filter(other -> !other.name().equals(node.name()))
                .filter(other -> other.ready() && !other.networkUnavailable())
                .filter(other -> tellsAsMuch(snapshot, node, other))
                .filter(other -> other.name().compareTo(node.name()) > 0
                        || trigger(snapshot, other).isEmpty())
                .map(NodeView::name)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** A node whose agent speaks to nobody is no replacement for one that does. */
    private static boolean tellsAsMuch(ClusterSnapshot snapshot, NodeView node, NodeView other) {
        return !speaks(snapshot, node) || speaks(snapshot, other);
    }

    private static boolean speaks(ClusterSnapshot snapshot, NodeView node) {
        return speaksTo(snapshot, node, snapshot.bgpPeers().values(), true);
    }

    /**
     * Whether the agent of the node speaks BGP to somebody.
     *
     * @param peers whom of those with a BGPPeer it may be
     * @param ownToo whether a peer of the node's own annotations would do
     */
    public static boolean speaksTo(
            ClusterSnapshot snapshot, NodeView node, Collection<BgpPeerView> peers, boolean ownToo) {
        boolean any = (ownToo && NodeAnnotations.namesPeers(node))
                || peers.stream().anyMatch(peer -> peer.nodeSelector().matches(node.labels()));
        return any
                && snapshot.routingConfigFor(node.labels())
                        .filter(config -> config.backend().speaks())
                        .isPresent();
    }
}
