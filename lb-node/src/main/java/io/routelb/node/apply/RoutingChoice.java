package io.routelb.node.apply;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.InvalidValueException;
import io.routelb.node.desired.RoutingPlan;
import java.util.Map;
import java.util.Optional;

/** The routing plan that is in force on one node: of the latest snapshot, or else the last good one. */
final class RoutingChoice {
    private final String node;
    private Optional<RoutingPlan> lastGood = Optional.empty();

    RoutingChoice(String node) {
        this.node = node;
    }

    /** What {@code refused} names is not in the plan, which is an earlier one then. */
    record Chosen(RoutingPlan plan, Optional<Condition> refused) {}

    Chosen choose(ClusterSnapshot snapshot) {
        try {
            RoutingPlan plan = RoutingPlan.of(snapshot, node);
            lastGood = Optional.of(plan);
            return new Chosen(plan, Optional.empty());
        } catch (InvalidValueException e) {
            Condition refused = new Condition(
                    "Accepted", false, "Refused", e.getMessage() + "; the last good configuration stays in force");
            return new Chosen(lastGood.orElseGet(() -> quiet(snapshot)), Optional.of(refused));
        }
    }

    /** What was chosen last. */
    Chosen last() {
        return new Chosen(lastGood.orElseGet(() -> quiet(ClusterSnapshot.EMPTY)), Optional.empty());
    }

    /** No configuration at all: the link is filled, nobody is told. */
    private RoutingPlan quiet(ClusterSnapshot snapshot) {
        ClusterSnapshot withoutRouting =
                new ClusterSnapshot(Map.of(), Map.of(), snapshot.nodes(), Map.of(), Map.of(), Map.of());
        try {
            return RoutingPlan.of(withoutRouting, node);
        } catch (InvalidValueException e) {
            throw new IllegalStateException("defaults alone are always valid", e);
        }
    }
}
