package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointRule;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.ServiceView;
import io.routelb.node.desired.PlannedAddress.Trait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which addresses this node carries, on which link, and why not the others. Pure: equal snapshots give equal plans. Only Services that
 * carry our mark count; anybody else's address is never announced or removed.
 *
 * @param serviceLink name of the link of remote addresses, which is made if there is none
 * @param addresses by address, in address order
 * @param notHere one entry per Service and address left out
 * @param untouched addresses that stay on a link as they are, for as long as the kernel keeps them
 */
public record NodePlan(
        String serviceLink, Map<IPAddress, PlannedAddress> addresses, List<NotHere> notHere, Set<IPAddress> untouched) {
    public NodePlan {
        // As a sorted map it is copied without a comparison.
        addresses = Collections.unmodifiableNavigableMap(new TreeMap<>(addresses));
        notHere = List.copyOf(notHere);
        untouched = Set.copyOf(untouched);
    }

    /** Nothing at all, on a link of that name. */
    public static NodePlan nothing(String serviceLink) {
        return new NodePlan(serviceLink, Map.of(), List.of(), Set.of());
    }

    /** What the node goes by where no LBNodeAgent selects it, too. */
    private static LBNodeAgentView config(ClusterSnapshot snapshot, String node) {
        return LocalInterfaces.agentFor(snapshot, node).orElse(LBNodeAgentView.DEFAULTS);
    }

    /** Decides about remote addresses for the node of that name; local ones come {@linkplain #withLocal from the election}. */
    public static NodePlan of(ClusterSnapshot snapshot, String node) {
        LBNodeAgentView config = config(snapshot, node);
        Optional<Reason> nodeRefusal =
                Eligibility.unable(Optional.ofNullable(snapshot.nodes().get(node)));
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
                    notHere.add(
                            new NotHere(Addresses.shown(ingress.ip()), service.key(), Reason.INVALID_ADDRESS, false));
                }
            }
        }
        Map<IPAddress, PlannedAddress> addresses = new TreeMap<>();
        claims.forEach((address, sharers) -> settle(address, sharers, pools, config)
                .ifPresentOrElse(
                        planned -> addresses.put(address, planned), () -> notHere.addAll(refusals(address, sharers))));
        return new NodePlan(config.dummyInterface(), addresses, notHere, Set.of());
    }

    /**
     * The same with what the election of local addresses says.
     *
     * @param elected addresses this node has won and may have on a link
     * @param reasons for every other local address why not
     * @param keep addresses left by an earlier run that are not to be touched
     */
    public NodePlan withLocal(
            Map<IPAddress, PlannedAddress> elected, Map<IPAddress, Reason> reasons, Set<IPAddress> keep) {
        if (elected.isEmpty() && reasons.isEmpty() && keep.isEmpty()) {
            return untouched.isEmpty() ? this : new NodePlan(serviceLink, addresses, notHere, keep);
        }
        Map<IPAddress, PlannedAddress> all = new TreeMap<>(addresses);
        all.putAll(elected);
        Map<String, Reason> byText = new HashMap<>();
        reasons.forEach((address, reason) -> byText.put(address.toCanonicalString(), reason));
        Set<String> here =
                elected.keySet().stream().map(IPAddress::toCanonicalString).collect(Collectors.toUnmodifiableSet());
        List<NotHere> left = notHere.stream()
                .filter(one -> one.reason() != Reason.POOL_NOT_REMOTE || !here.contains(one.address()))
                .map(one -> one.because(
                        one.reason() == Reason.POOL_NOT_REMOTE
                                ? byText.getOrDefault(one.address(), one.reason())
                                : one.reason()))
                .toList();
        return new NodePlan(serviceLink, all, left, keep);
    }

    /** These of its addresses and nothing else. */
    public NodePlan only(Set<IPAddress> those) {
        Map<IPAddress, PlannedAddress> left = new TreeMap<>(addresses);
        left.keySet().retainAll(those);
        return new NodePlan(serviceLink, left, List.of(), Set.of());
    }

    /** The same without these addresses, for that reason. */
    public NodePlan without(Set<IPAddress> others, Reason reason) {
        if (others.isEmpty()) {
            return this;
        }
        Map<IPAddress, PlannedAddress> left = new TreeMap<>(addresses);
        List<NotHere> more = new ArrayList<>(notHere);
        for (IPAddress address : others) {
            PlannedAddress planned = left.remove(address);
            if (planned != null) {
                planned.services().stream()
                        .sorted()
                        .forEach(service -> more.add(new NotHere(address.toCanonicalString(), service, reason, false)));
            }
        }
        return new NodePlan(serviceLink, left, more, untouched);
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
    private static Optional<PlannedAddress> settle(
            IPAddress address, List<Claim> sharers, PoolIndex pools, LBNodeAgentView config) {
        boolean anyLocal = sharers.stream().anyMatch(Claim::local);
        boolean refused = anyLocal
                ? sharers.stream().anyMatch(claim -> claim.refusal().isPresent())
                : sharers.stream().allMatch(claim -> claim.refusal().isPresent());
        if (refused) {
            return Optional.empty();
        }
        return sharers.stream()
                .filter(claim -> claim.refusal().isEmpty())
                .map(claim -> planned(address, claim.service(), anyLocal, pools, config))
                .reduce(NodePlan::shared);
    }

    private static List<NotHere> refusals(IPAddress address, List<Claim> sharers) {
        List<NotHere> refusals = new ArrayList<>();
        for (Claim claim : sharers) {
            Reason reason = claim.refusal().orElse(Reason.SHARER_WITHOUT_ENDPOINT);
            ServiceView service = claim.service();
            boolean local = "local".equals(service.annotation(Annotations.POOL_TYPE));
            refusals.add(new NotHere(address.toCanonicalString(), service.key(), reason, local));
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
    private static PlannedAddress planned(
            IPAddress address, ServiceView service, boolean hostRoute, PoolIndex pools, LBNodeAgentView config) {
        int length = hostRoute ? IpFamily.of(address).bits() : pools.aggregationLength(address);
        Set<Trait> traits = config.dummyAddress().noPrefixRoute()
                ? Set.of(Trait.ROUTED, Trait.NO_PREFIX_ROUTE)
                : Set.of(Trait.ROUTED);
        return new PlannedAddress(
                address,
                config.dummyInterface(),
                length,
                Lifetime.of(config.dummyAddress()),
                traits,
                Set.of(service.key()));
    }

    private static PlannedAddress shared(PlannedAddress one, PlannedAddress other) {
        var services = new HashSet<>(one.services());
        services.addAll(other.services());
        return new PlannedAddress(
                one.address(), one.link(), one.prefixLength(), one.lifetime(), one.traits(), services);
    }
}
