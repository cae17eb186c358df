package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.DrainRule;
import io.routelb.model.EndpointRule;
import io.routelb.model.EndpointView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.ServiceView;
import io.routelb.node.desired.Eligibility;
import io.routelb.node.desired.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The addresses of local pools and who may have them, as far as a snapshot says; who is alive and who has claimed what is not in it. Pure:
 * equal snapshots give equal plans on every node. Make it again only when the snapshot has changed: {@link Election} keeps what it derived
 * for as long as it is given the same instance.
 *
 * @param addresses by address, in address order
 * @param refused nodes that may announce nothing, and why; a node that is in neither this nor {@code nodes} does not exist
 * @param nodes nodes that may
 * @param takenOut those of them that do only if nobody else can, and why
 */
public record LocalPlan(
        Map<IPAddress, LocalAddress> addresses,
        Map<String, Reason> refused,
        Set<String> nodes,
        Map<String, Reason> takenOut) {
    /** No address at all. */
    public static final LocalPlan EMPTY = new LocalPlan(Map.of(), Map.of(), Set.of(), Map.of());

    public LocalPlan {
        addresses = Collections.unmodifiableMap(new LinkedHashMap<>(new TreeMap<>(addresses)));
        refused = Map.copyOf(refused);
        nodes = Set.copyOf(nodes);
        takenOut = Map.copyOf(takenOut);
    }

    /** What the snapshot says. Text that is no address is left out here: {@code NodePlan} reports it. */
    public static LocalPlan of(ClusterSnapshot snapshot) {
        Map<String, Reason> refused = new HashMap<>();
        Set<String> nodes = new HashSet<>();
        Map<String, Reason> takenOut = new HashMap<>();
        snapshot.nodes().forEach((name, view) -> {
            Eligibility.unable(Optional.of(view))
                    .ifPresentOrElse(reason -> refused.put(name, reason), () -> nodes.add(name));
            DrainRule.trigger(snapshot, view).ifPresent(trigger -> takenOut.put(name, Reason.of(trigger)));
        });
        takenOut.keySet().retainAll(nodes);
        Map<IPAddress, List<ServiceView>> sharers = new TreeMap<>();
        for (ServiceView service : new TreeMap<>(snapshot.services()).values()) {
            if (Eligibility.isOurs(service)
                    && "local".equals(service.annotation(Annotations.POOL_TYPE))
                    && !EndpointRule.isWithdrawn(service, endpoints(snapshot, service))) {
                service.ingress().stream()
                        .flatMap(ingress -> parsed(ingress.ip()).stream())
                        .forEach(address -> sharers.computeIfAbsent(address, first -> new ArrayList<>())
                                .add(service));
            }
        }
        Map<IPAddress, LocalAddress> addresses = new TreeMap<>();
        sharers.forEach((address, services) -> addresses.put(address, settled(address, services, snapshot)));
        return new LocalPlan(addresses, refused, nodes, takenOut);
    }

    /** Why the node may not have the address whatever the election says; empty when it may. */
    Optional<Reason> refusal(LocalAddress address, String node) {
        if (!nodes.contains(node)) {
            return Optional.of(refused.getOrDefault(node, Reason.NODE_NOT_FOUND));
        }
        boolean suits =
                address.onlyNodes().isEmpty() || address.onlyNodes().get().contains(node);
        return suits ? Optional.empty() : Optional.of(Reason.NO_LOCAL_ENDPOINT);
    }

    /** As for remote pools: where one Service insists on an endpoint, its clients would be dropped elsewhere, so its answer binds all. */
    private static LocalAddress settled(IPAddress address, List<ServiceView> services, ClusterSnapshot snapshot) {
        Optional<Set<String>> onlyNodes = Optional.empty();
        Set<String> preferred = new HashSet<>();
        for (ServiceView service : services) {
            Set<String> usable = EndpointRule.usableNodes(endpoints(snapshot, service));
            if (insistsOnEndpoint(service)) {
                Set<String> common = new HashSet<>(onlyNodes.orElse(usable));
                common.retainAll(usable);
                onlyNodes = Optional.of(common);
            }
            if (Annotations.SERVICE_ENDPOINTS.equals(service.annotation(Annotations.NODE_AFFINITY))) {
                preferred.addAll(usable);
            }
        }
        return new LocalAddress(
                address,
                new HashSet<>(services.stream().map(ServiceView::key).toList()),
                onlyNodes,
                preferred,
                services.stream().noneMatch(service -> isTrue(service, Annotations.NO_FAILBACK)),
                services.stream().allMatch(service -> isTrue(service, Annotations.SKIP_IPV6_DAD)));
    }

    private static List<EndpointView> endpoints(ClusterSnapshot snapshot, ServiceView service) {
        return snapshot.endpoints().getOrDefault(service.key(), List.of());
    }

    private static boolean insistsOnEndpoint(ServiceView service) {
        return service.externalTrafficPolicy() == ServiceView.TrafficPolicy.LOCAL
                && !isTrue(service, Annotations.ALLOW_LOCAL);
    }

    private static boolean isTrue(ServiceView service, String annotation) {
        return "true".equals(service.annotation(annotation));
    }

    private static Optional<IPAddress> parsed(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Addresses.parse(text));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }
}
