package io.routelb.node.apply;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.InvalidValueException;
import io.routelb.node.desired.Basis;
import io.routelb.node.desired.RoutingPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routing plan that is in force: the snapshot's, or the last good one while the snapshot's cannot be used. Owned by the loop. */
final class Routing {
    private final String node;
    private Optional<RoutingPlan> lastGood = Optional.empty();
    private ClusterSnapshot latest = ClusterSnapshot.EMPTY;

    Routing(String node) {
        this.node = node;
    }

    /**
     * What to act on.
     *
     * @param snapshot that it was made of
     * @param problems one condition per object that could not be honoured
     */
    record InForce(ClusterSnapshot snapshot, RoutingPlan plan, List<Condition> problems) {
        InForce {
            problems = List.copyOf(problems);
        }
    }

    InForce of(ClusterSnapshot snapshot) {
        latest = snapshot;
        try {
            RoutingPlan plan = RoutingPlan.of(
                    snapshot, node, lastGood.map(RoutingPlan::basis).orElse(Basis.NOTHING));
            lastGood = Optional.of(plan);
            return new InForce(snapshot, plan, plan.problems());
        } catch (InvalidValueException e) {
            Condition refused = new Condition(
                    "Accepted", false, "Refused", e.getMessage() + "; the last good configuration stays in force");
            return new InForce(snapshot, lastGood.orElseGet(() -> quiet(snapshot)), List.of(refused));
        }
    }

    /** The same as last time, of which nothing more is said. */
    InForce asBefore() {
        return new InForce(latest, lastGood.orElseGet(() -> quiet(latest)), List.of());
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
