package io.routelb.allocator.admission;

import io.routelb.allocator.plan.AllocationPlanner;
import io.routelb.allocator.plan.Decision;
import io.routelb.allocator.plan.PlanSettings;
import io.routelb.allocator.plan.PlanState;
import io.routelb.allocator.plan.Reason;
import io.routelb.allocator.plan.Verdict;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges writes to Services. Denied is what the planner would refuse for a fault of the Service itself; what passes by itself (an
 * exhausted pool, a group that is not in force) is a warning. A fault that was there before the write is not held against it.
 */
public final class ServiceJudge {
    /** Written by us, not asked by anybody. */
    private static final Set<String> WRITTEN = Set.of(
            Annotations.ALLOCATED_BY,
            Annotations.ALLOCATED_FROM,
            Annotations.POOL_TYPE,
            Annotations.SKIP_IPV6_DAD,
            Annotations.ANNOUNCING_IPV4,
            Annotations.ANNOUNCING_IPV6);

    private final ClusterSnapshot snapshot;
    private final PlanSettings settings;
    private final Instant now;

    /** The snapshot is the cluster without the write. */
    public ServiceJudge(ClusterSnapshot snapshot, PlanSettings settings, Instant now) {
        this.snapshot = snapshot;
        this.settings = settings;
        this.now = now;
    }

    /**
     * Whether a write can be judged without a look at the cluster, because it asks for nothing in particular: such a Service is always
     * let through, and ten thousand of them cost nothing.
     */
    public static boolean asksNothing(Optional<ServiceView> before, ServiceView after) {
        return !after.isLoadBalancer()
                || after.deleting()
                || (requests(after).isEmpty() && after.loadBalancerIP().isBlank())
                || before.filter(old -> sameRequest(old, after)).isPresent();
    }

    /** A Service that is created (no {@code before}) or changed. */
    public Judgement written(Optional<ServiceView> before, ServiceView after) {
        if (asksNothing(before, after)) {
            return Judgement.SILENT;
        }
        Decision decision = decision(after);
        Optional<Verdict> verdict = verdict(decision);
        Optional<Verdict> fault = verdict.filter(found -> isFault(found.reason(), after));
        if (fault.isPresent() && !fault.equals(before.flatMap(old -> verdict(decision(old))))) {
            return new Judgement.Denied(fault.get().reason().code(), fault.get().message());
        }
        List<String> warnings = new ArrayList<>();
        verdict.filter(found -> found.reason().warning()).ifPresent(found -> warnings.add(found.message()));
        if (decision instanceof Decision.Assign assign) {
            assign.notes().forEach(note -> warnings.add(note.message()));
        }
        return new Judgement.Allowed(warnings);
    }

    private Decision decision(ServiceView service) {
        Map<ObjectKey, ServiceView> services = new HashMap<>(snapshot.services());
        services.put(service.key(), service);
        return AllocationPlanner.plan(snapshot.withServices(services), settings, PlanState.at(now))
                .services()
                .getOrDefault(service.key(), new Decision.NotOurs());
    }

    private static Optional<Verdict> verdict(Decision decision) {
        return switch (decision) {
            case Decision.Holding holding -> Optional.of(holding.verdict());
            case Decision.Pending pending -> Optional.of(pending.verdict());
            case Decision.AskIpam ask -> Optional.of(ask.verdict());
            case Decision.Release release -> Optional.empty();
            case Decision.NotOurs stranger -> Optional.empty();
        };
    }

    /**
     * Whether the Service itself is wrong, so that only a change of it helps, or of what it names. A Service that names no group cannot be
     * wrong about it: the one it would get may still come.
     */
    static boolean isFault(Reason reason, ServiceView service) {
        return switch (reason) {
            case GROUP_NOT_FOUND, NO_POOL_FOR_FAMILY ->
                !service.annotation(Annotations.SERVICE_GROUP).isBlank();
            case NAMESPACE_NOT_SERVED,
                    NAMESPACE_FENCED,
                    ADDRESS_INVALID,
                    ADDRESS_NOT_IN_GROUP,
                    ADDRESS_IN_USE,
                    ADDRESS_EXCLUDED,
                    FAMILY_MISMATCH,
                    POOL_TYPE_MISMATCH,
                    SHARED_PORT_IN_USE,
                    SHARING_MISMATCH,
                    SHARING_WITH_MULTI_POOL,
                    ANNOTATION_INVALID -> true;
            case ALLOCATED,
                    RELEASED,
                    GROUP_NOT_ACCEPTED,
                    GROUP_AMBIGUOUS,
                    NO_LIVE_RANGE,
                    POOL_EXHAUSTED,
                    ADDRESS_COOLING,
                    ADDRESS_OUTSIDE_POOLS,
                    LOAD_BALANCER_IP_DEPRECATED,
                    WAITING_FOR_IPAM,
                    IPAM_REFUSED,
                    WAITING_FOR_IPAM_RELEASE,
                    IPAM_ADDRESS_UNUSABLE -> false;
            case ACCEPTED,
                    INVALID_RANGE,
                    OUTSIDE_SUBNET,
                    OVERLAPS,
                    DUPLICATE,
                    INVALID_POLICY,
                    INVALID_IPAM,
                    OUT_OF_SCOPE,
                    ADDRESSES_AVAILABLE -> false;
        };
    }

    /** Whether nothing that the planner reads has changed; labels, status, our own marks may have. */
    private static boolean sameRequest(ServiceView before, ServiceView after) {
        return request(before).equals(request(after));
    }

    private static ServiceView request(ServiceView service) {
        return service.with("", requests(service), Set.of(), List.of(), List.of());
    }

    private static Map<String, String> requests(ServiceView service) {
        return service.annotations().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("purelb.io/"))
                .filter(entry -> !WRITTEN.contains(entry.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
