package io.routelb.model;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A BGPAdvertisement: what is announced to whom, and with what. Read and judged at the edge, so that every one of these can be used.
 *
 * @param created the older of two that contradict each other is the one that counts
 * @param attributes of the routes; their extended communities are empty
 * @param aggregationLength of IPv4 routes, bits; empty = host routes
 * @param aggregationLengthV6 of IPv6 routes, bits; empty = host routes
 * @param maxNextHops how many nodes announce a route, 0 = all that can
 */
public record BgpAdvertisementView(
        ObjectKey key,
        long generation,
        Instant created,
        Set<Source> sources,
        Selection selection,
        RouteAttributes attributes,
        LinkBandwidth linkBandwidth,
        OptionalInt aggregationLength,
        OptionalInt aggregationLengthV6,
        int maxNextHops) {
    /** The kinds of addresses there are. */
    public enum Source {
        LOAD_BALANCER_IP,
        EXTERNAL_IP,
        CLUSTER_IP,
        POD_CIDR
    }

    /** Whether routes say how much traffic they can take. */
    public enum LinkBandwidth {
        NONE,
        /** In proportion to the node's usable endpoints. */
        PER_ENDPOINT
    }

    /**
     * What it is about; everything must match, and what is empty matches all.
     *
     * @param serviceGroups names of ServiceGroups that gave the Service its addresses
     * @param namespaces by the labels of the Service's Namespace
     * @param peers names of BGPPeers; one of these is meant even if {@code peerLabels} does not select it, and the other way round
     * @param peerLabels catch-all says nothing when {@code peers} names some
     */
    public record Selection(
            Set<String> serviceGroups,
            LabelSelector services,
            LabelSelector namespaces,
            LabelSelector nodes,
            Set<String> peers,
            LabelSelector peerLabels) {
        /** Everything, to everybody. */
        public static final Selection ALL = new Selection(
                Set.of(), LabelSelector.ALL, LabelSelector.ALL, LabelSelector.ALL, Set.of(), LabelSelector.ALL);

        public Selection {
            serviceGroups = Set.copyOf(serviceGroups);
            peers = Set.copyOf(peers);
        }

        /** Whether every peer is meant, those that no BGPPeer names as well. */
        public boolean isForAll() {
            return peers.isEmpty() && peerLabels.isCatchAll();
        }

        /** Whether that BGPPeer is meant. */
        public boolean isFor(BgpPeerView peer) {
            return isForAll()
                    || peers.contains(peer.key().name())
                    || (!peerLabels.isCatchAll() && peerLabels.matches(peer.labels()));
        }

        /**
         * Whether that Service is meant.
         *
         * @param namespaceLabels of the Service's Namespace; empty while that is not known
         */
        public boolean isOf(ServiceView service, Optional<Map<String, String>> namespaceLabels) {
            return (serviceGroups.isEmpty() || isOfGroup(service))
                    && services.matches(service.exposure().labels())
                    && (namespaces.isCatchAll()
                            || namespaceLabels.filter(namespaces::matches).isPresent());
        }

        private boolean isOfGroup(ServiceView service) {
            for (String group : service.annotation(Annotations.ALLOCATED_FROM).split(",", -1)) {
                if (serviceGroups.contains(group.strip())) {
                    return true;
                }
            }
            return false;
        }
    }

    public BgpAdvertisementView {
        sources = Set.copyOf(sources);
        Objects.requireNonNull(created);
    }
}
