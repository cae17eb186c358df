package io.routelb.node.desired;

import io.routelb.model.Annotations;
import io.routelb.model.Asked;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.LabelSelector;
import io.routelb.model.NodeAnnotations;
import io.routelb.model.NodeView;
import io.routelb.model.RoutingPolicies;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.TrafficPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the BGPAdvertisements make a node's share need beyond its own: the labels they select by, who else could announce, how many
 * endpoints there are. Pure.
 *
 * @param limited whether a route may be announced by some of the nodes only
 * @param weighted whether endpoints are counted
 * @param meshed whether this node is to have sessions with others
 */
record ShareNeeds(
        ClusterSnapshot snapshot,
        Set<Source> sources,
        Set<String> groups,
        Set<String> serviceKeys,
        Set<String> namespaceKeys,
        Set<String> nodeKeys,
        boolean limited,
        boolean weighted,
        boolean meshed) {
    /** What other nodes say of themselves that decides over sessions with them. */
    private static final List<String> ABOUT_MESH = List.of(
            NodeAnnotations.ASN, NodeAnnotations.RR_SERVER, NodeAnnotations.RR_CLIENT, NodeAnnotations.POD_CIDRS);

    /** All that is kept of other nodes' peers: that there are some. */
    private static final Map.Entry<String, String> HAS_PEERS =
            Map.entry("routelb.io/" + NodeAnnotations.PEER_IPS, "kept");

    static ShareNeeds of(ClusterSnapshot snapshot, Map<String, String> labels) {
        Collection<BgpAdvertisementView> all =
                snapshot.policies().advertisements().values();
        List<LabelSelector> nodes = new ArrayList<>();
        all.forEach(each -> nodes.add(each.selection().nodes()));
        snapshot.routingConfigs().values().forEach(each -> nodes.add(each.nodeSelector()));
        boolean limited = all.stream().anyMatch(each -> each.maxNextHops() > 0);
        if (limited) {
            snapshot.bgpPeers().values().forEach(each -> nodes.add(each.nodeSelector()));
        }
        Set<String> nodeKeys = keys(nodes);
        nodeKeys.add(NodeView.EXCLUDE_LABEL);
        return new ShareNeeds(
                snapshot,
                all.stream().flatMap(each -> each.sources().stream()).collect(Collectors.toUnmodifiableSet()),
                all.stream()
                        .flatMap(each -> each.selection().serviceGroups().stream())
                        .collect(Collectors.toUnmodifiableSet()),
                keys(all.stream().map(each -> each.selection().services()).toList()),
                keys(all.stream().map(each -> each.selection().namespaces()).toList()),
                nodeKeys,
                limited,
                all.stream().anyMatch(each -> each.linkBandwidth() == LinkBandwidth.PER_ENDPOINT),
                snapshot.routingConfigFor(labels)
                        .filter(config -> config.mesh().enabled())
                        .isPresent());
    }

    /** Whether other nodes are looked at. */
    boolean others() {
        return limited || meshed;
    }

    private static Set<String> keys(Collection<LabelSelector> selectors) {
        Set<String> keys = new HashSet<>();
        for (LabelSelector selector : selectors) {
            keys.addAll(selector.matchLabels().keySet());
            selector.matchExpressions().forEach(expression -> keys.add(expression.key()));
        }
        return keys;
    }

    boolean wants(ServiceView service, Source source) {
        return Asked.of(service, source).orElse(sources.contains(source));
    }

    /** Whether the plans look at the endpoints of a Service that is in the share like that. */
    boolean looksAtEndpoints(ServiceView kept) {
        boolean clusterIps = !kept.exposure().clusterIPs().isEmpty();
        return weighted
                || kept.annotations().containsKey(Annotations.WITHDRAW_WHEN_NO_ENDPOINTS)
                || kept.externalTrafficPolicy() == TrafficPolicy.LOCAL
                || (clusterIps && kept.exposure().internalTrafficPolicy() == TrafficPolicy.LOCAL);
    }

    /** {@code externalIps} are those that may be announced. */
    ServiceView.Exposure exposure(ServiceView service, List<String> externalIps) {
        return new ServiceView.Exposure(
                only(service.exposure().labels(), serviceKeys),
                wants(service, Source.CLUSTER_IP)
                        ? ClusterIps.of(service).stream()
                                .map(address -> address.toCanonicalString())
                                .toList()
                        : List.of(),
                externalIps,
                service.exposure().internalTrafficPolicy());
    }

    /** Of annotations only what has one of few values. */
    Map<String, String> annotations(ServiceView service, boolean remote) {
        Map<String, String> kept = new HashMap<>();
        if (remote) {
            kept.put(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE);
            kept.put(Annotations.POOL_TYPE, "remote");
        }
        if (service.annotation(Annotations.WITHDRAW_WHEN_NO_ENDPOINTS).equals("true")) {
            kept.put(Annotations.WITHDRAW_WHEN_NO_ENDPOINTS, "true");
        }
        keep(service, Source.LOAD_BALANCER_IP, Annotations.ADVERTISE_LOAD_BALANCER_IP, kept);
        keep(service, Source.CLUSTER_IP, Annotations.ADVERTISE_CLUSTER_IP, kept);
        keep(service, Source.EXTERNAL_IP, Annotations.ADVERTISE_EXTERNAL_IP, kept);
        Set<String> from = new TreeSet<>(Arrays.asList(
                service.annotation(Annotations.ALLOCATED_FROM).strip().split("\\s*,\\s*", -1)));
        from.retainAll(groups);
        if (!from.isEmpty()) {
            kept.put(Annotations.ALLOCATED_FROM, String.join(",", from));
        }
        return kept;
    }

    private static void keep(ServiceView service, Source source, String name, Map<String, String> kept) {
        Asked.of(service, source).ifPresent(wanted -> kept.put(name, wanted.toString()));
    }

    /** All of them where others may announce instead of this one or are its peers; this one is the only one that is kept as it is. */
    Map<String, NodeView> nodes(String name) {
        Map<String, NodeView> nodes = new HashMap<>();
        if (others()) {
            snapshot.nodes().forEach((other, view) -> nodes.put(other, reduced(view)));
        }
        Optional.ofNullable(snapshot.nodes().get(name)).ifPresent(own -> nodes.put(name, own));
        return nodes;
    }

    private NodeView reduced(NodeView node) {
        return new NodeView(
                node.name(),
                only(node.labels(), nodeKeys),
                annotations(node),
                node.ready(),
                node.networkUnavailable(),
                limited && node.unschedulable(),
                meshed ? node.internalIPs() : List.of(),
                meshed ? node.podCIDRs() : List.of());
    }

    private Map<String, String> annotations(NodeView node) {
        Map<String, String> kept = new HashMap<>();
        for (String name : meshed ? ABOUT_MESH : List.<String>of()) {
            NodeAnnotations.find(node, name).ifPresent(written -> kept.put(written.key(), written.value()));
        }
        if (limited && NodeAnnotations.namesPeers(node)) {
            kept.put(HAS_PEERS.getKey(), HAS_PEERS.getValue());
        }
        if (limited && node.annotations().containsKey(Annotations.DRAIN)) {
            kept.put(Annotations.DRAIN, "");
        }
        return kept;
    }

    RoutingPolicies policies(Collection<ServiceView> services) {
        Map<String, Map<String, String>> namespaces = new HashMap<>();
        for (ServiceView service : services) {
            String name = service.key().namespace();
            Optional.ofNullable(snapshot.policies().namespaces().get(name))
                    .ifPresent(labels -> namespaces.put(name, only(labels, namespaceKeys)));
        }
        return new RoutingPolicies(
                snapshot.policies().advertisements(), namespaceKeys.isEmpty() ? Map.of() : namespaces);
    }

    private static Map<String, String> only(Map<String, String> all, Set<String> wanted) {
        Map<String, String> some = new HashMap<>(all);
        some.keySet().retainAll(wanted);
        return some;
    }
}
