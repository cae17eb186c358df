package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointRule;
import io.routelb.model.EndpointView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
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
    private static final Set<String> READ = Set.of(Annotations.ALLOCATED_BY, Annotations.POOL_TYPE);
    private static final EndpointView ELSEWHERE_READY = new EndpointView("", true, true, false);
    private static final EndpointView ELSEWHERE_SERVING = new EndpointView("", false, true, true);

    private NodeShare() {}

    /** The share of the node of that name. */
    public static ClusterSnapshot of(ClusterSnapshot snapshot, String node) {
        Map<ObjectKey, ServiceView> services = services(snapshot);
        Map<ObjectKey, List<EndpointView>> endpoints = new HashMap<>();
        services.values().stream()
                .filter(service -> service.externalTrafficPolicy() == ServiceView.TrafficPolicy.LOCAL)
                .map(ServiceView::key)
                .forEach(key ->
                        endpoints.put(key, endpoints(snapshot.endpoints().getOrDefault(key, List.of()), node)));
        Optional<NodeView> own = Optional.ofNullable(snapshot.nodes().get(node));
        Map<String, String> labels = own.map(NodeView::labels).orElse(Map.of());
        return new ClusterSnapshot(
                services,
                endpoints,
                own.isPresent() ? Map.of(node, own.get()) : Map.of(),
                groups(snapshot),
                only(
                        snapshot.routingConfigs(),
                        (RoutingConfigView config) -> config.nodeSelector().matches(labels)),
                only(
                        snapshot.bgpPeers(),
                        (BgpPeerView peer) -> peer.nodeSelector().matches(labels)),
                only(
                        snapshot.nodeAgents(),
                        (LBNodeAgentView agent) -> agent.nodeSelector().matches(labels)));
    }

    private static Map<ObjectKey, ServiceView> services(ClusterSnapshot snapshot) {
        PoolIndex pools = PoolIndex.of(snapshot);
        Map<ObjectKey, ServiceView> services = new HashMap<>();
        for (ServiceView service : snapshot.services().values()) {
            if (!Eligibility.isOurs(service) || !"remote".equals(service.annotation(Annotations.POOL_TYPE))) {
                continue;
            }
            List<ServiceView.Ingress> remote = service.ingress().stream()
                    .flatMap(ingress -> remoteAddress(ingress.ip(), pools).stream())
                    .map(address -> new ServiceView.Ingress(address.toCanonicalString(), "", ""))
                    .toList();
            if (!remote.isEmpty()) {
                services.put(service.key(), reduced(service, remote));
            }
        }
        return services;
    }

    private static Optional<IPAddress> remoteAddress(String text, PoolIndex pools) {
        try {
            IPAddress address = Addresses.parse(text);
            return pools.isLocal(address) ? Optional.empty() : Optional.of(address);
        } catch (InvalidValueException e) {
            return Optional.empty(); // the plan carries no such address
        }
    }

    private static ServiceView reduced(ServiceView service, List<ServiceView.Ingress> ingress) {
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
                only(service.annotations(), READ),
                ingress,
                List.of(),
                false,
                Set.of());
    }

    /** The node's own, and of all others only what {@link EndpointRule} makes of them: whether one is ready, whether one serves. */
    private static List<EndpointView> endpoints(List<EndpointView> all, String node) {
        return all.stream()
                .filter(endpoint -> endpoint.ready() || endpoint.serving())
                .map(endpoint -> endpoint.nodeName().equals(node) ? endpoint : elsewhere(endpoint))
                .distinct()
                .sorted(Comparator.comparing(EndpointView::toString))
                .toList();
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

    private static Map<String, String> only(Map<String, String> all, Set<String> wanted) {
        Map<String, String> some = new HashMap<>(all);
        some.keySet().retainAll(wanted);
        return some;
    }
}
