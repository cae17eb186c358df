package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointRule;
import io.routelb.model.EndpointView;
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
    private static final Optional<Reason> LOCAL = Optional.of(Reason.POOL_NOT_REMOTE);

    private final String node;
    private Setting setting;
    private Kind kind;
    private PoolIndex pools = PoolIndex.of(ClusterSnapshot.EMPTY);
    private ClusterSnapshot seen = ClusterSnapshot.EMPTY;
    private final Map<ObjectKey, List<Sharers>> claimed = new HashMap<>();
    /** By address, as its host route. */
    private final Map<Prefix, Sharers> claims = new HashMap<>();

    private final Map<ObjectKey, List<NotHere>> unreadable = new TreeMap<>();
    private final TreeMap<IPAddress, PlannedAddress> here = new TreeMap<>(Addresses.ORDER);
    private final Map<Prefix, List<NotHere>> refused = new TreeMap<>();

    public NodePlanner(String node) {
        this.node = node;
        this.setting = Setting.of(ClusterSnapshot.EMPTY, node);
        this.kind = Kind.of(setting.config());
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

    /** Who wants an address, and what came of that last. */
    private static final class Sharers {
        final Prefix host;
        final List<Claim> claims = new ArrayList<>(1);
        boolean toSettle;
        boolean here;
        boolean refused;

        Sharers(Prefix host) {
            this.host = host;
        }
    }

    /** What all its addresses have in common. */
    private record Kind(String link, Lifetime lifetime, Set<Trait> traits) {
        static Kind of(LBNodeAgentView config) {
            Set<Trait> traits = config.dummyAddress().noPrefixRoute()
                    ? Set.of(Trait.ROUTED, Trait.NO_PREFIX_ROUTE)
                    : Set.of(Trait.ROUTED);
            return new Kind(config.dummyInterface(), Lifetime.of(config.dummyAddress()), traits);
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
        List<Sharers> concerned = new ArrayList<>();
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
        kind = Kind.of(now.config());
        pools = PoolIndex.of(snapshot);
        seen = ClusterSnapshot.EMPTY;
        List.of(claimed, claims, unreadable, here, refused).forEach(Map::clear);
    }

    private void forget(ObjectKey key, List<Sharers> concerned) {
        unreadable.remove(key);
        List<Sharers> shared = claimed.remove(key);
        if (shared != null) {
            for (Sharers sharers : shared) {
                sharers.claims.removeIf(claim -> claim.service().key().equals(key));
                note(sharers, concerned);
            }
        }
    }

    private static void note(Sharers sharers, List<Sharers> concerned) {
        if (!sharers.toSettle) {
            sharers.toSettle = true;
            concerned.add(sharers);
        }
    }

    private void claim(ServiceView service, List<Sharers> concerned) {
        Optional<Reason> refusal = setting.refusal().or(() -> refusal(service));
        for (ServiceView.Ingress ingress : service.ingress()) {
            if (ingress.ip().isEmpty()) {
                continue;
            }
            try {
                IPAddress address = Addresses.parse(ingress.ip());
                boolean elsewhere = refusal.isEmpty() && pools.isLocal(address);
                Sharers sharers = claims.computeIfAbsent(Prefix.host(address), Sharers::new);
                sharers.claims.add(new Claim(service, elsewhere ? LOCAL : refusal));
                claimed.computeIfAbsent(service.key(), first -> new ArrayList<>(1))
                        .add(sharers);
                note(sharers, concerned);
            } catch (InvalidValueException e) {
                unreadable
                        .computeIfAbsent(service.key(), first -> new ArrayList<>(1))
                        .add(new NotHere(Addresses.shown(ingress.ip()), service.key(), Reason.INVALID_ADDRESS, false));
            }
        }
    }

    private Optional<Reason> refusal(ServiceView service) {
        if (EndpointRule.isWithdrawn(service, endpoints(service))) {
            return Optional.of(Reason.NO_ENDPOINT);
        }
        if (!"remote".equals(service.annotation(Annotations.POOL_TYPE))) {
            return Optional.of(Reason.POOL_NOT_REMOTE);
        }
        if (service.externalTrafficPolicy() == ServiceView.TrafficPolicy.CLUSTER) {
            return Optional.empty();
        }
        return EndpointRule.usableOn(endpoints(service), node) > 0
                ? Optional.empty()
                : Optional.of(Reason.NO_LOCAL_ENDPOINT);
    }

    private List<EndpointView> endpoints(ServiceView service) {
        return seen.endpoints().getOrDefault(service.key(), List.of());
    }

    /**
     * A shared address is one route for all its Services. If all have externalTrafficPolicy Cluster, one that wants it here is enough. As
     * soon as one is Local the node must suit every one of them: where that one has no endpoint its clients would be dropped, however
     * many endpoints the others have. One that asks to be withdrawn leaves it to those that do not.
     */
    private void settle(Sharers sharers) {
        sharers.toSettle = false;
        IPAddress address = sharers.host.network();
        boolean anyLocal = false;
        List<ObjectKey> services = new ArrayList<>(sharers.claims.size());
        boolean anyRefused = false;
        for (Claim claim : sharers.claims) {
            anyLocal |= claim.local();
            if (claim.refusal().isPresent()) {
                anyRefused |= claim.refusal().get() != Reason.NO_ENDPOINT;
            } else {
                services.add(claim.service().key());
            }
        }
        boolean wanted = !services.isEmpty() && !(anyLocal && anyRefused);
        if (wanted) {
            here.put(address, planned(address, Set.copyOf(services), anyLocal));
        } else if (sharers.here) {
            here.remove(address);
        }
        sharers.here = wanted;
        boolean refuses = !wanted && !sharers.claims.isEmpty();
        if (refuses) {
            refused.put(sharers.host, refusals(address, sharers.claims));
        } else if (sharers.refused) {
            refused.remove(sharers.host);
        }
        sharers.refused = refuses;
        if (sharers.claims.isEmpty()) {
            claims.remove(sharers.host);
        }
    }

    /** externalTrafficPolicy Local needs a host route: an aggregate would draw traffic to nodes without endpoints. */
    private PlannedAddress planned(IPAddress address, Set<ObjectKey> services, boolean hostRoute) {
        int length = hostRoute ? IpFamily.of(address).bits() : pools.aggregationLength(address);
        return new PlannedAddress(address, kind.link(), length, kind.lifetime(), kind.traits(), services);
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
