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
    private record Made(ClusterSnapshot snapshot, PlanState state, AllocationPlan plan) {}

    private Optional<Made> made = Optional.empty();
    private boolean stood;

    /** The plan that stands, or else what {@code planner} makes of this snapshot and state. */
    public AllocationPlan of(ClusterSnapshot snapshot, PlanState state, Supplier<AllocationPlan> planner) {
        Optional<Made> standing = made.filter(last -> stands(last, snapshot, state));
        stood = standing.isPresent();
        AllocationPlan plan = standing.map(Made::plan).orElseGet(planner);
        made = Optional.of(new Made(snapshot, state, plan));
        return plan;
    }

    /** Whether the last one given was given before. */
    public boolean stood() {
        return stood;
    }

    /** The next one is planned in any case. */
    public void forget() {
        made = Optional.empty();
    }

    /** While an address cools the plan depends on the time. */
    private static boolean stands(Made last, ClusterSnapshot snapshot, PlanState state) {
        PlanState before = last.state();
        boolean nothingCools = last.plan().releases().equals(Releases.NONE)
                && snapshot.serviceGroups().values().stream()
                        .allMatch(group -> group.policy().releaseCooldown().isZero());
        return last.plan().releases().cooling().isEmpty()
                && state.releases().equals(last.plan().releases())
                && state.overlapsOver().equals(before.overlapsOver())
                && state.ipamAnswers().equals(before.ipamAnswers())
                && state.ipamStats().equals(before.ipamStats())
                && all(
                        snapshot.services(),
                        last.snapshot().services(),
                        (now, then) ->
                                now.equalsButVersion(then) || (nothingCools && isOrdered(last.plan(), now, then)))
                && all(
                        snapshot.serviceGroups(),
                        last.snapshot().serviceGroups(),
                        (now, then) -> now.withoutStatus().equals(then.withoutStatus()))
                && all(snapshot.nodes(), last.snapshot().nodes(), NodeView::equals);
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
