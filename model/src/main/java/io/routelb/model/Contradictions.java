package io.routelb.model;

import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ServiceView.TrafficPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * BGPAdvertisements that give one route two MEDs. Agents look at their own routes; here the whole cluster is looked at, for the status of the
 * objects: whether some node tells some peer of something by both.
 */
public final class Contradictions {
    /** Who comes first counts where two contradict each other. */
    public static final Comparator<BgpAdvertisementView> OLDEST_FIRST =
            Comparator.comparing(BgpAdvertisementView::created).thenComparing(BgpAdvertisementView::key);

    private final ClusterSnapshot cluster;

    private Contradictions(ClusterSnapshot cluster) {
        this.cluster = cluster;
    }

    /** By the name of the younger: one sentence that names the older. */
    public static Map<String, String> of(ClusterSnapshot cluster) {
        List<BgpAdvertisementView> all = new ArrayList<>();
        cluster.policies().advertisements().values().stream()
                .filter(each -> each.attributes().med().isPresent())
                .sorted(OLDEST_FIRST)
                .forEach(all::add);
        Contradictions judge = new Contradictions(cluster);
        Map<String, String> sentences = new TreeMap<>();
        for (int i = 1; i < all.size(); i++) {
            BgpAdvertisementView younger = all.get(i);
            for (BgpAdvertisementView older : all.subList(0, i)) {
                judge.example(older, younger)
                        .ifPresent(what -> sentences.putIfAbsent(
                                younger.key().name(),
                                "med contradicts that of the older BGPAdvertisement "
                                        + older.key().name() + " on " + what
                                        + "; where both announce a route to a peer, this one is left out"));
            }
        }
        return sentences;
    }

    private Optional<String> example(BgpAdvertisementView older, BgpAdvertisementView younger) {
        OptionalLong one = older.attributes().med();
        boolean same = one.equals(younger.attributes().med());
        return same || !meet(older.selection(), younger.selection()) ? Optional.empty() : common(older, younger);
    }

    /** Whether some node tells some peer by both. */
    private boolean meet(BgpAdvertisementView.Selection one, BgpAdvertisementView.Selection other) {
        List<BgpPeerView> peers = cluster.bgpPeers().values().stream()
                .filter(peer -> one.isFor(peer) && other.isFor(peer))
                .toList();
        return cluster.nodes().values().stream()
                .map(NodeView::labels)
                .filter(labels -> one.nodes().matches(labels) && other.nodes().matches(labels))
                .anyMatch(labels ->
                        peers.stream().anyMatch(peer -> peer.nodeSelector().matches(labels)));
    }

    private Optional<String> common(BgpAdvertisementView one, BgpAdvertisementView other) {
        if (one.sources().contains(Source.POD_CIDR) && other.sources().contains(Source.POD_CIDR)) {
            return Optional.of("pod CIDRs");
        }
        return cluster.services().values().stream()
                .filter(service -> isCommon(service, one, other))
                .min(Comparator.comparing(ServiceView::key))
                .map(service -> "the addresses of Service " + service.key());
    }

    private boolean isCommon(ServiceView service, BgpAdvertisementView one, BgpAdvertisementView other) {
        Optional<Map<String, String>> labels = Optional.ofNullable(
                cluster.policies().namespaces().get(service.key().namespace()));
        if (service.deleting()
                || !one.selection().isOf(service, labels)
                || !other.selection().isOf(service, labels)) {
            return false;
        }
        for (Source source : Source.values()) {
            if (announces(one, service, source)
                    && announces(other, service, source)
                    && (isLocal(service, source) || sameLength(one, other))) {
                return true;
            }
        }
        return false;
    }

    private static boolean announces(BgpAdvertisementView by, ServiceView service, Source source) {
        boolean has = switch (source) {
            case LOAD_BALANCER_IP ->
                service.isLoadBalancer() && !service.ingress().isEmpty();
            case CLUSTER_IP -> !service.exposure().clusterIPs().isEmpty();
            case EXTERNAL_IP -> !service.exposure().externalIPs().isEmpty();
            case POD_CIDR -> false;
        };
        return has && Asked.of(service, source).orElse(by.sources().contains(source));
    }

    private static boolean isLocal(ServiceView service, Source source) {
        TrafficPolicy policy = source == Source.CLUSTER_IP
                ? service.exposure().internalTrafficPolicy()
                : service.externalTrafficPolicy();
        return policy == TrafficPolicy.LOCAL;
    }

    /** Routes of different lengths are different routes. */
    private static boolean sameLength(BgpAdvertisementView one, BgpAdvertisementView other) {
        return !Collections.disjoint(
                Set.of(
                        "4/" + bits(one.aggregationLength(), IpFamily.IPV4),
                        "6/" + bits(one.aggregationLengthV6(), IpFamily.IPV6)),
                Set.of(
                        "4/" + bits(other.aggregationLength(), IpFamily.IPV4),
                        "6/" + bits(other.aggregationLengthV6(), IpFamily.IPV6)));
    }

    private static int bits(OptionalInt written, IpFamily family) {
        return written.orElse(family.bits());
    }
}
