package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointRule;
import io.routelb.model.InvalidValueException;
import io.routelb.model.Prefix;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which addresses this node carries on kube-lb0, and why not the others. Pure: equal snapshots give equal plans. Only Services that
 * carry our mark count; anybody else's address is never announced or removed.
 *
 * @param addresses by address, in address order
 * @param notHere one entry per Service and address left out
 */
public record NodePlan(Map<IPAddress, PlannedAddress> addresses, List<NotHere> notHere) {
    public NodePlan {
        addresses = Collections.unmodifiableMap(new TreeMap<>(addresses));
        notHere = List.copyOf(notHere);
    }

    /** Decides for the node of that name. */
    public static NodePlan of(ClusterSnapshot snapshot, String node) {
        Optional<Reason> nodeRefusal =
                Eligibility.refusal(Optional.ofNullable(snapshot.nodes().get(node)));
        PoolIndex pools = PoolIndex.of(snapshot);
        Map<IPAddress, List<Claim>> claims = new TreeMap<>();
        List<NotHere> notHere = new ArrayList<>();
        for (ServiceView service : new TreeMap<>(snapshot.services()).values()) {
            if (!Eligibility.isOurs(service)) {
                continue;
            }
            Optional<Reason> refusal = nodeRefusal.or(() -> refusal(service, snapshot, node));
            for (ServiceView.Ingress ingress : service.ingress()) {
                if (ingress.ip().isEmpty()) {
                    continue;
                }
                try {
                    IPAddress address = Addresses.parse(ingress.ip());
                    Optional<Reason> elsewhere =
                            pools.isLocal(address) ? Optional.of(Reason.POOL_NOT_REMOTE) : Optional.empty();
                    claims.computeIfAbsent(address, first -> new ArrayList<>())
                            .add(new Claim(service, refusal.or(() -> elsewhere)));
                } catch (InvalidValueException e) {
                    notHere.add(new NotHere(Addresses.shown(ingress.ip()), service.key(), Reason.INVALID_ADDRESS));
                }
            }
        }
        Map<IPAddress, PlannedAddress> addresses = new TreeMap<>();
        claims.forEach((address, sharers) -> settle(address, sharers, pools)
                .ifPresentOrElse(
                        planned -> addresses.put(address, planned), () -> notHere.addAll(refusals(address, sharers))));
        return new NodePlan(addresses, notHere);
    }

    /** A Service that has an address, and why this node should not carry it on that Service's account. */
    private record Claim(ServiceView service, Optional<Reason> refusal) {
        boolean local() {
            return service.externalTrafficPolicy() == ServiceView.TrafficPolicy.LOCAL;
        }
    }

    /**
     * A shared address is one route for all its Services. If all have externalTrafficPolicy Cluster, one that wants it here is enough. As
     * soon as one is Local the node must suit every one of them: where that one has no endpoint its clients would be dropped, however
     * many endpoints the others have.
     */
    private static Optional<PlannedAddress> settle(IPAddress address, List<Claim> sharers, PoolIndex pools) {
        boolean anyLocal = sharers.stream().anyMatch(Claim::local);
        boolean refused = anyLocal
                ? sharers.stream().anyMatch(claim -> claim.refusal().isPresent())
                : sharers.stream().allMatch(claim -> claim.refusal().isPresent());
        if (refused) {
            return Optional.empty();
        }
        return sharers.stream()
                .filter(claim -> claim.refusal().isEmpty())
                .map(claim -> planned(address, claim.service(), anyLocal, pools))
                .reduce(NodePlan::shared);
    }

    private static List<NotHere> refusals(IPAddress address, List<Claim> sharers) {
        List<NotHere> refusals = new ArrayList<>();
        for (Claim claim : sharers) {
            Reason reason = claim.refusal().orElse(Reason.SHARER_WITHOUT_ENDPOINT);
            refusals.add(
                    new NotHere(address.toCanonicalString(), claim.service().key(), reason));
        }
        return refusals;
    }

    private static Optional<Reason> refusal(ServiceView service, ClusterSnapshot snapshot, String node) {
        if (!"remote".equals(service.annotation(Annotations.POOL_TYPE))) {
            return Optional.of(Reason.POOL_NOT_REMOTE);
        }
        if (service.externalTrafficPolicy() == ServiceView.TrafficPolicy.CLUSTER) {
            return Optional.empty();
        }
        var endpoints = snapshot.endpoints().getOrDefault(service.key(), List.of());
        return EndpointRule.usableNodes(endpoints).contains(node)
                ? Optional.empty()
                : Optional.of(Reason.NO_LOCAL_ENDPOINT);
    }

    /** externalTrafficPolicy Local needs a host route: an aggregate would draw traffic to nodes without endpoints. */
    private static PlannedAddress planned(IPAddress address, ServiceView service, boolean hostRoute, PoolIndex pools) {
        Prefix host = Prefix.host(address);
        int length = hostRoute ? host.length() : pools.aggregationLength(address);
        return new PlannedAddress(address, length, Set.of(service.key()));
    }

    private static PlannedAddress shared(PlannedAddress one, PlannedAddress other) {
        var services = new HashSet<>(one.services());
        services.addAll(other.services());
        return new PlannedAddress(one.address(), one.prefixLength(), services);
    }
}
