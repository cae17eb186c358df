package io.routelb.model;

import inet.ipaddr.IPAddress;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ServiceView.TrafficPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * BGPAdvertisements that give one route two MEDs. Agents look at their own routes; here the whole cluster is looked at, for the status of the
 * objects: whether some node tells some peer of something by both.
 */
public final class Contradictions {
    /** Who comes first counts where two contradict each other. */
    public static final Comparator<BgpAdvertisementView> OLDEST_FIRST =
            Comparator.comparing(BgpAdvertisementView::created).thenComparing(BgpAdvertisementView::key);

    private final ClusterSnapshot cluster;
    /** Addresses that some Service with externalTrafficPolicy Local has, as written. */
    private final Set<String> local = new HashSet<>();

    private final Map<ObjectKey, Set<Prefix>> routes = new HashMap<>();

    private Contradictions(ClusterSnapshot cluster) {
        this.cluster = cluster;
        cluster.services().values().stream()
                .filter(service -> service.externalTrafficPolicy() == TrafficPolicy.LOCAL)
                .forEach(service -> addresses(service, Source.LOAD_BALANCER_IP).forEach(local::add));
    }

    /** By the name of the younger: one sentence that names the older. */
    public static Map<String, String> of(ClusterSnapshot cluster) {
        List<BgpAdvertisementView> all = new ArrayList<>();
        cluster.policies().advertisements().values().stream()
                .filter(each -> each.attributes().med().isPresent())
                .sorted(OLDEST_FIRST)
                .forEach(all::add);
        if (all.stream().map(each -> each.attributes().med()).distinct().count() < 2) {
            return Map.of(); // as nearly always, and what is announced need not be gone through
        }
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
        Set<Prefix> routes = new TreeSet<>(routesOf(one));
        routes.retainAll(routesOf(other));
        return routes.stream().findFirst().map(route -> "route " + route);
    }

    private Set<Prefix> routesOf(BgpAdvertisementView by) {
        return routes.computeIfAbsent(by.key(), once -> routes(by));
    }

    /** What it announces of Services, wherever they can be served. */
    private Set<Prefix> routes(BgpAdvertisementView by) {
        Set<Prefix> routes = new HashSet<>();
        for (ServiceView service : cluster.services().values()) {
            Optional<Map<String, String>> labels = Optional.ofNullable(
                    cluster.policies().namespaces().get(service.key().namespace()));
            if (service.deleting() || !by.selection().isOf(service, labels)) {
                continue;
            }
            for (Source source : Source.values()) {
                if (Asked.of(service, source).orElse(by.sources().contains(source))) {
                    for (String text : addresses(service, source)) {
                        boolean shared = source == Source.LOAD_BALANCER_IP && local.contains(text);
                        add(by, text, shared || isLocal(service, source), routes);
                    }
                }
            }
        }
        return routes;
    }

    private static List<String> addresses(ServiceView service, Source source) {
        return switch (source) {
            case LOAD_BALANCER_IP ->
                service.isLoadBalancer()
                        ? service.ingress().stream()
                                .map(ServiceView.Ingress::ip)
                                .toList()
                        : List.of();
            case CLUSTER_IP -> service.exposure().clusterIPs();
            case EXTERNAL_IP -> service.exposure().externalIPs();
            case POD_CIDR -> List.of();
        };
    }

    private static void add(BgpAdvertisementView by, String text, boolean host, Set<Prefix> routes) {
        try {
            IPAddress address = Addresses.parse(text);
            IpFamily family = IpFamily.of(address);
            OptionalInt written = family == IpFamily.IPV4 ? by.aggregationLength() : by.aggregationLengthV6();
            routes.add(Prefix.containing(address, host ? family.bits() : written.orElse(family.bits())));
        } catch (InvalidValueException e) {
            return; // what is no address is announced by nobody
        }
    }

    private static boolean isLocal(ServiceView service, Source source) {
        TrafficPolicy policy = source == Source.CLUSTER_IP
                ? service.exposure().internalTrafficPolicy()
                : service.externalTrafficPolicy();
        return policy == TrafficPolicy.LOCAL;
    }
}
