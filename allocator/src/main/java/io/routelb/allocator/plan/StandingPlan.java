package io.routelb.allocator.plan;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.NodeView;
import io.routelb.model.ServiceView;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * The plan in force. It stands while nothing has changed but what it ordered itself, versions, and the status of groups: of a burst of
 * thousands of Services each comes back once when it is written, and to plan anew then costs more than the burst itself. Owned by the loop.
 */
public final class StandingPlan {
    /** What the cluster is to a plan that was made before. */
    private enum Difference {
        /** The same plan would be made of it. */
        NONE,
        /** Some of what the plan ordered has been done, and nothing else. */
        ORDERED,
        OTHER
    }

    /** {@code exact}: made of this snapshot, or it would be. */
    private record Made(ClusterSnapshot snapshot, PlanState state, AllocationPlan plan, boolean exact) {}

    private Optional<Made> made = Optional.empty();

    /**
     * The plan that stands, or else what {@code planner} makes of this snapshot and state.
     *
     * @param underWay whether some of what it ordered is still being done; when that is over it is made again, for what it says of others may
     *     be out of date
     */
    public AllocationPlan of(
            ClusterSnapshot snapshot, PlanState state, boolean underWay, Supplier<AllocationPlan> planner) {
        Optional<Made> standing = made.filter(last -> last.exact() || underWay)
                .flatMap(last -> standing(last, snapshot, state, underWay));
        made = Optional.of(standing.orElseGet(() -> new Made(snapshot, state, planner.get(), true)));
        return made.get().plan();
    }

    private static Optional<Made> standing(Made last, ClusterSnapshot snapshot, PlanState state, boolean underWay) {
        return switch (difference(last, snapshot, state, underWay)) {
            case NONE -> Optional.of(new Made(snapshot, state, last.plan(), last.exact()));
            case ORDERED -> Optional.of(new Made(snapshot, state, last.plan(), false));
            case OTHER -> Optional.empty();
        };
    }

    /** The next one is planned in any case. */
    public void forget() {
        made = Optional.empty();
    }

    /** While an address cools the plan depends on the time. */
    private static Difference difference(Made last, ClusterSnapshot snapshot, PlanState state, boolean underWay) {
        PlanState before = last.state();
        boolean same = last.plan().releases().cooling().isEmpty()
                && state.releases().equals(last.plan().releases())
                && state.overlapsOver().equals(before.overlapsOver())
                && state.ipamAnswers().equals(before.ipamAnswers())
                && state.ipamStats().equals(before.ipamStats())
                && all(
                        snapshot.serviceGroups(),
                        last.snapshot().serviceGroups(),
                        (now, then) -> now.withoutStatus().equals(then.withoutStatus()))
                && all(snapshot.nodes(), last.snapshot().nodes(), NodeView::equals);
        return same ? ofServices(last, snapshot, underWay) : Difference.OTHER;
    }

    private static Difference ofServices(Made last, ClusterSnapshot snapshot, boolean underWay) {
        boolean nothingCools = last.plan().releases().equals(Releases.NONE)
                && snapshot.serviceGroups().values().stream()
                        .allMatch(group -> group.policy().releaseCooldown().isZero());
        if (all(snapshot.services(), last.snapshot().services(), ServiceView::equalsButVersion)) {
            return Difference.NONE;
        }
        boolean ordered = underWay
                && nothingCools
                && all(
                        snapshot.services(),
                        last.snapshot().services(),
                        (now, then) -> now.equalsButVersion(then) || isOrdered(last.plan(), now, then));
        return ordered ? Difference.ORDERED : Difference.OTHER;
    }

    /**
     * Whether the change is all that the plan wanted for the Service: addresses, once and for all. Not to be asked where addresses
     * cool: there a plan has to see them shown.
     */
    private static boolean isOrdered(AllocationPlan plan, ServiceView now, ServiceView then) {
        return plan.services().get(now.key()) instanceof Decision.Assign assign
                && assign.leaving().isEmpty()
                && ServiceChange.between(then, assign)
                        .filter(change -> change.after().equalsButVersion(now))
                        .isPresent();
    }

    private static <K, V> boolean all(Map<K, V> now, Map<K, V> then, BiPredicate<V, V> same) {
        if (now.size() != then.size()) {
            return false;
        }
        for (Map.Entry<K, V> entry : now.entrySet()) {
            V other = then.get(entry.getKey());
            if (other == null || !same.test(entry.getValue(), other)) {
                return false;
            }
        }
        return true;
    }
}
