package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointRule;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.node.desired.PlannedAddress.Trait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes the {@linkplain NodePlan plans} of one node, one after the other. A plan is a function of the snapshot alone; what is remembered
 * of the one before only saves judging Services again that are the same with the same endpoints. Whatever else has changed makes it
 * begin anew. Owned by one thread.
 */
public final class NodePlanner {
    private final String node;
    private Setting setting;
    private PoolIndex pools = PoolIndex.of(ClusterSnapshot.EMPTY);
    private ClusterSnapshot seen = ClusterSnapshot.EMPTY;
    private final Map<ObjectKey, List<Prefix>> claimed = new HashMap<>();
    /** By address, as its host route. */
    private final Map<Prefix, List<Claim>> claims = new HashMap<>();

    private final Map<ObjectKey, List<NotHere>> unreadable = new TreeMap<>();
    private final TreeMap<IPAddress, PlannedAddress> here = new TreeMap<>(Addresses.ORDER);
    private final Map<Prefix, List<NotHere>> refused = new TreeMap<>();

    public NodePlanner(String node) {
        this.node = node;
        this.setting = Setting.of(ClusterSnapshot.EMPTY, node);
    }

    /** What every Service is judged by. */
    private record Setting(
            Optional<Reason> refusal, LBNodeAgentView config, Map<ObjectKey, ServiceGroupView> serviceGroups) {
        static Setting of(ClusterSnapshot snapshot, String node) {
            Optional<NodeView> view = Optional.ofNullable(snapshot.nodes().get(node));
            return new Setting(
                    Eligibility.unable(view),
                    LocalInterfaces.agentFor(snapshot, node).orElse(LBNodeAgentView.DEFAULTS),
                    snapshot.serviceGroups());
        }
    }

    /** A Service that has an address, and why this node should not carry it on that Service's account. */
    private record Claim(ServiceView service, Optional<Reason> refusal) {
        boolean local() {
            return service.externalTrafficPolicy() == ServiceView.TrafficPolicy.LOCAL;
        }
    }

    /** The plan for that snapshot, of remote addresses. */
    public NodePlan plan(ClusterSnapshot snapshot) {
        Setting now = Setting.of(snapshot, node);
        if (!now.equals(setting)) {
            beginAnew(snapshot, now);
        }
        Set<ObjectKey> changed = snapshot.changedServices(seen);
        seen = snapshot;
        Set<Prefix> concerned = new HashSet<>();
        changed.forEach(key -> forget(key, concerned));
        for (ObjectKey key : changed) {
            ServiceView service = snapshot.services().get(key);
            if (service != null && Eligibility.isOurs(service)) {
                claim(service, concerned);
            }
        }
        concerned.forEach(this::settle);
        List<NotHere> notHere = new ArrayList<>();
        unreadable.values().forEach(notHere::addAll);
        refused.values().forEach(notHere::addAll);
        return new NodePlan(setting.config().dummyInterface(), here, notHere, Set.of());
    }

    private void beginAnew(ClusterSnapshot snapshot, Setting now) {
        setting = now;
        pools = PoolIndex.of(snapshot);
        seen = ClusterSnapshot.EMPTY;
        List.of(claimed, claims, unreadable, here, refused).forEach(Map::clear);
    }

    private void forget(ObjectKey key, Set<Prefix> concerned) {
        unreadable.remove(key);
        List<Prefix> hosts = claimed.remove(key);
        if (hosts != null) {
            concerned.addAll(hosts);
            hosts.forEach(host -> claims.computeIfPresent(host, (same, sharers) -> {
                sharers.removeIf(claim -> claim.service().key().equals(key));
                return sharers.isEmpty() ? null : sharers;
            }));
        }
    }

    private void claim(ServiceView service, Set<Prefix> concerned) {
        Optional<Reason> refusal = setting.refusal().or(() -> refusal(service));
        for (ServiceView.Ingress ingress : service.ingress()) {
            if (ingress.ip().isEmpty()) {
                continue;
            }
            try {
                IPAddress address = Addresses.parse(ingress.ip());
                Optional<Reason> elsewhere =
                        pools.isLocal(address) ? Optional.of(Reason.POOL_NOT_REMOTE) : Optional.empty();
                Prefix host = Prefix.host(address);
                claims.computeIfAbsent(host, first -> new ArrayList<>(1))
                        .add(new Claim(service, refusal.or(() -> elsewhere)));
                claimed.computeIfAbsent(service.key(), first -> new ArrayList<>(1))
                        .add(host);
                concerned.add(host);
            } catch (InvalidValueException e) {
                unreadable
                        .computeIfAbsent(service.key(), first -> new ArrayList<>(1))
                        .add(new NotHere(Addresses.shown(ingress.ip()), service.key(), Reason.INVALID_ADDRESS, false));
            }
        }
    }

    private Optional<Reason> refusal(ServiceView service) {
        var endpoints = seen.endpoints().getOrDefault(service.key(), List.of());
        if (EndpointRule.isWithdrawn(service, endpoints)) {
            return Optional.of(Reason.NO_ENDPOINT);
        }
        if (!"remote".equals(service.annotation(Annotations.POOL_TYPE))) {
            return Optional.of(Reason.POOL_NOT_REMOTE);
        }
        if (service.externalTrafficPolicy() == ServiceView.TrafficPolicy.CLUSTER) {
            return Optional.empty();
        }
        return EndpointRule.usableNodes(endpoints).contains(node)
                ? Optional.empty()
                : Optional.of(Reason.NO_LOCAL_ENDPOINT);
    }

    /**
     * A shared address is one route for all its Services. If all have externalTrafficPolicy Cluster, one that wants it here is enough. As
     * soon as one is Local the node must suit every one of them: where that one has no endpoint its clients would be dropped, however
     * many endpoints the others have. One that asks to be withdrawn leaves it to those that do not.
     */
    private void settle(Prefix host) {
        IPAddress address = host.network();
        List<Claim> sharers = claims.getOrDefault(host, List.of());
        boolean anyLocal = false;
        Set<ObjectKey> services = HashSet.newHashSet(sharers.size());
        boolean anyRefused = false;
        for (Claim claim : sharers) {
            anyLocal |= claim.local();
            if (claim.refusal().isPresent()) {
                anyRefused |= claim.refusal().get() != Reason.NO_ENDPOINT;
            } else {
                services.add(claim.service().key());
            }
        }
        if (services.isEmpty() || (anyLocal && anyRefused)) {
            here.remove(address);
            if (sharers.isEmpty()) {
                refused.remove(host);
            } else {
                refused.put(host, refusals(address, sharers));
            }
        } else {
            here.put(address, planned(address, services, anyLocal));
            refused.remove(host);
        }
    }

    /** externalTrafficPolicy Local needs a host route: an aggregate would draw traffic to nodes without endpoints. */
    private PlannedAddress planned(IPAddress address, Set<ObjectKey> services, boolean hostRoute) {
        LBNodeAgentView config = setting.config();
        int length = hostRoute ? IpFamily.of(address).bits() : pools.aggregationLength(address);
        Set<Trait> traits = config.dummyAddress().noPrefixRoute()
                ? Set.of(Trait.ROUTED, Trait.NO_PREFIX_ROUTE)
                : Set.of(Trait.ROUTED);
        return new PlannedAddress(
                address, config.dummyInterface(), length, Lifetime.of(config.dummyAddress()), traits, services);
    }

    private static List<NotHere> refusals(IPAddress address, List<Claim> sharers) {
        List<NotHere> refusals = new ArrayList<>(sharers.size());
        sharers.sort(Comparator.comparing(claim -> claim.service().key()));
        for (Claim claim : sharers) {
            Reason reason = claim.refusal().orElse(Reason.SHARER_WITHOUT_ENDPOINT);
            ServiceView service = claim.service();
            boolean local = "local".equals(service.annotation(Annotations.POOL_TYPE));
            refusals.add(new NotHere(address.toCanonicalString(), service.key(), reason, local));
        }
        return refusals;
    }
}
