package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointRule;
import io.routelb.model.EndpointView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.ObjectKey;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What of a snapshot decides over this node's remote addresses and their routes: a snapshot again, of which {@link NodePlan} and {@link
 * RoutingPlan} make the same as of the whole, and small enough to be kept on a disk. Addresses of local pools are left out: who was away
 * may not take one up again from memory. So are Secrets: a peer with a password waits for the API server. Pure.
 *
 * <p>What a Service's author can write at will is left out, too, so that nobody can make the share large.
 */
public final class NodeShare {
    private static final EndpointView ELSEWHERE_READY = new EndpointView("", true, true, false);
    private static final EndpointView ELSEWHERE_SERVING = new EndpointView("", false, true, true);

    private NodeShare() {}

    /** The share of the node of that name. */
    public static ClusterSnapshot of(ClusterSnapshot snapshot, String node) {
        Map<String, String> labels = snapshot.labelsOf(node);
        ShareNeeds needs = ShareNeeds.of(snapshot, labels);
        Map<ObjectKey, ServiceView> services = services(snapshot, node, needs);
        Map<ObjectKey, List<EndpointView>> endpoints = new HashMap<>();
        services.values().stream()
                .filter(needs::looksAtEndpoints)
                .map(ServiceView::key)
                .forEach(key ->
                        endpoints.put(key, endpoints(snapshot.endpoints().getOrDefault(key, List.of()), node, needs)));
        return new ClusterSnapshot(
                services,
                endpoints,
                needs.nodes(node),
                groups(snapshot),
                only(
                        snapshot.routingConfigs(),
                        (RoutingConfigView config) ->
                                needs.others() || config.nodeSelector().matches(labels)),
                only(
                        snapshot.bgpPeers(),
                        (BgpPeerView peer) ->
                                needs.limited() || peer.nodeSelector().matches(labels)),
                only(
                        snapshot.nodeAgents(),
                        (LBNodeAgentView agent) -> agent.nodeSelector().matches(labels)),
                Map.of(),
                needs.policies(services.values()));
    }

    private static Map<ObjectKey, ServiceView> services(ClusterSnapshot snapshot, String node, ShareNeeds needs) {
        PoolIndex pools = PoolIndex.of(snapshot);
        ExternalIps judge = ExternalIps.of(snapshot, node);
        Map<ObjectKey, ServiceView> services = new HashMap<>();
        for (ServiceView service : snapshot.services().values()) {
            List<ServiceView.Ingress> remote = remote(service, pools);
            ServiceView.Exposure exposure = needs.exposure(service, externalIps(service, judge, needs));
            boolean exposed =
                    !exposure.clusterIPs().isEmpty() || !exposure.externalIPs().isEmpty();
            if (!remote.isEmpty() || (exposed && !service.deleting())) {
                services.put(service.key(), reduced(service, remote, exposure, needs));
            }
        }
        return services;
    }

    private static List<ServiceView.Ingress> remote(ServiceView service, PoolIndex pools) {
        if (!Eligibility.isOurs(service) || !"remote".equals(service.annotation(Annotations.POOL_TYPE))) {
            return List.of();
        }
        return service.ingress().stream()
                .flatMap(ingress -> remoteAddress(ingress.ip(), pools).stream())
                .map(address -> new ServiceView.Ingress(address.toCanonicalString(), "", ""))
                .toList();
    }

    private static List<String> externalIps(ServiceView service, ExternalIps judge, ShareNeeds needs) {
        return service.exposure().externalIPs().isEmpty() || !needs.wants(service, Source.EXTERNAL_IP)
                ? List.of()
                : service.exposure().externalIPs().stream()
                        .filter(text -> judge.refusal(text).isEmpty())
                        .map(text -> Addresses.of(text).toCanonicalString())
                        .toList();
    }

    private static Optional<IPAddress> remoteAddress(String text, PoolIndex pools) {
        try {
            IPAddress address = Addresses.parse(text);
            return pools.isLocal(address) ? Optional.empty() : Optional.of(address);
        } catch (InvalidValueException e) {
            return Optional.empty(); // the plan carries no such address
        }
    }

    private static ServiceView reduced(
            ServiceView service, List<ServiceView.Ingress> remote, ServiceView.Exposure exposure, ShareNeeds needs) {
        return new ServiceView(
                service.key(),
                "",
                "",
                Instant.EPOCH,
                false,
                service.type(),
                "",
                "",
                List.of(),
                ServiceView.IpFamilyPolicy.SINGLE_STACK,
                List.of(),
                Map.of(),
                service.externalTrafficPolicy(),
                needs.annotations(service, !remote.isEmpty()),
                remote,
                List.of(),
                false,
                Set.of(),
                exposure);
    }

    /**
     * The node's own, and of all others only what {@link EndpointRule} makes of them: whether one is ready, whether one serves. Where it
     * matters which nodes others are on, that too; where they are counted, the node's own one by one.
     */
    private static List<EndpointView> endpoints(List<EndpointView> all, String node, ShareNeeds needs) {
        List<EndpointView> kept = new ArrayList<>();
        Set<EndpointView> seen = new HashSet<>();
        for (EndpointView endpoint : all) {
            boolean own = endpoint.nodeName().equals(node);
            boolean named = own || (needs.limited() && needs.snapshot().nodes().containsKey(endpoint.nodeName()));
            EndpointView one = named ? endpoint : elsewhere(endpoint);
            if ((endpoint.ready() || endpoint.serving()) && (seen.add(one) || (own && needs.weighted()))) {
                kept.add(one);
            }
        }
        kept.sort(Comparator.comparing(EndpointView::toString));
        return kept;
    }

    private static EndpointView elsewhere(EndpointView endpoint) {
        return endpoint.ready() ? ELSEWHERE_READY : ELSEWHERE_SERVING;
    }

    /** Pools name the masks, and what no route may be learned into. */
    private static Map<ObjectKey, ServiceGroupView> groups(ClusterSnapshot snapshot) {
        Map<ObjectKey, ServiceGroupView> groups = new HashMap<>();
        snapshot.serviceGroups().forEach((key, group) -> groups.put(key, reduced(group)));
        return groups;
    }

    private static ServiceGroupView reduced(ServiceGroupView group) {
        return new ServiceGroupView(
                group.key(),
                "",
                Instant.EPOCH,
                0,
                "",
                group.kind(),
                group.pools(),
                Set.of(),
                ServiceGroupView.Policy.PLAIN,
                group.external());
    }

    private static <K, V> Map<K, V> only(Map<K, V> all, Predicate<V> wanted) {
        Map<K, V> some = new HashMap<>(all);
        some.values().removeIf(wanted.negate());
        return some;
    }
}
