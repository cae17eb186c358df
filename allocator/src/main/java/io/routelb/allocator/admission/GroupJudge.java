package io.routelb.allocator.admission;

import io.routelb.allocator.plan.AllocationPlan;
import io.routelb.allocator.plan.AllocationPlanner;
import io.routelb.allocator.plan.Decision;
import io.routelb.allocator.plan.PlanSettings;
import io.routelb.allocator.plan.PlanState;
import io.routelb.allocator.plan.Reason;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Judges writes to ServiceGroups. Denied is what would not be accepted, and what would take the acceptance from another group; warned
 * about is what leaves Services with addresses that no group covers.
 */
public final class GroupJudge {
    private static final String ACCEPTED = "Accepted";
    private static final int MOST_NAMED = 5;

    private final ClusterSnapshot snapshot;
    private final PlanSettings settings;
    private final Instant now;

    /** The snapshot is the cluster without the write. */
    public GroupJudge(ClusterSnapshot snapshot, PlanSettings settings, Instant now) {
        this.snapshot = snapshot;
        this.settings = settings;
        this.now = now;
    }

    /** A group that is created (no {@code before}) or changed. */
    public Judgement written(Optional<ServiceGroupView> before, ServiceGroupView after) {
        if (before.filter(old -> sameRequest(old, after)).isPresent()) {
            return Judgement.SILENT;
        }
        if (!after.key().namespace().equals(settings.installNamespace())) {
            return new Judgement.Allowed(List.of("ServiceGroup " + after.key()
                    + " will not be used: groups are read from namespace " + settings.installNamespace() + " only"));
        }
        ClusterSnapshot then = withGroup(snapshot, after);
        SortedMap<ObjectKey, Condition> refusedNow =
                refused(before.map(old -> withGroup(snapshot, old)).orElseGet(() -> without(snapshot, after.key())));
        SortedMap<ObjectKey, Condition> refusedThen = refused(then);
        Optional<Condition> own = Optional.ofNullable(refusedThen.get(after.key()));
        if (own.isPresent()) {
            return own.equals(Optional.ofNullable(refusedNow.get(after.key())))
                    ? new Judgement.Allowed(List.of(own.get().message()))
                    : new Judgement.Denied(own.get().reason(), own.get().message());
        }
        for (Map.Entry<ObjectKey, Condition> other : refusedThen.entrySet()) {
            if (!refusedNow.containsKey(other.getKey())) {
                return new Judgement.Denied(
                        other.getValue().reason(),
                        "ServiceGroup " + other.getKey().name() + " would no longer be accepted: "
                                + other.getValue().message());
            }
        }
        return new Judgement.Allowed(before.isPresent() ? leftBehind(then) : List.of());
    }

    /** A group that is deleted. Its Services keep their addresses; it is never denied. */
    public Judgement deleted(ObjectKey group) {
        return new Judgement.Allowed(leftBehind(without(snapshot, group)));
    }

    /** Whether nothing that the planner reads has changed; metadata and status have. */
    private static boolean sameRequest(ServiceGroupView before, ServiceGroupView after) {
        return before.kind() == after.kind()
                && before.pools().equals(after.pools())
                && before.namespaces().equals(after.namespaces())
                && before.policy().equals(after.policy())
                && before.external().equals(after.external());
    }

    /** The groups that are not accepted. Whether a group is does not depend on any Service. */
    private SortedMap<ObjectKey, Condition> refused(ClusterSnapshot cluster) {
        ClusterSnapshot groups = cluster.withServices(Map.of());
        SortedMap<ObjectKey, Condition> refused = new TreeMap<>();
        plan(groups)
                .groups()
                .forEach((key, report) -> report.status().conditions().stream()
                        .filter(condition -> condition.type().equals(ACCEPTED) && !condition.status())
                        .forEach(condition -> refused.put(key, condition)));
        return refused;
    }

    /** A warning that names the Services whose addresses no group will cover any more; none when there are none. */
    private List<String> leftBehind(ClusterSnapshot then) {
        Map<ObjectKey, Decision> now = plan(snapshot).services();
        List<String> names = new ArrayList<>();
        plan(then).services().forEach((key, decision) -> {
            if (isOutside(decision) && !isOutside(now.getOrDefault(key, new Decision.NotOurs()))) {
                names.add(key.toString());
            }
        });
        if (names.isEmpty()) {
            return List.of();
        }
        String shown = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        int more = names.size() - Math.min(names.size(), MOST_NAMED);
        return List.of("Services keep addresses that no ServiceGroup will cover: " + shown
                + (more == 0 ? "" : " and " + more + " more"));
    }

    private static boolean isOutside(Decision decision) {
        return decision instanceof Decision.Keep keep && keep.verdict().reason() == Reason.ADDRESS_OUTSIDE_POOLS;
    }

    private AllocationPlan plan(ClusterSnapshot cluster) {
        return AllocationPlanner.plan(cluster, settings, PlanState.at(now));
    }

    private static ClusterSnapshot withGroup(ClusterSnapshot cluster, ServiceGroupView group) {
        Map<ObjectKey, ServiceGroupView> groups = new HashMap<>(cluster.serviceGroups());
        groups.put(group.key(), group);
        return cluster.withServiceGroups(groups);
    }

    private static ClusterSnapshot without(ClusterSnapshot cluster, ObjectKey group) {
        Map<ObjectKey, ServiceGroupView> groups = new HashMap<>(cluster.serviceGroups());
        groups.remove(group);
        return cluster.withServiceGroups(groups);
    }
}
