package io.routelb.node.apply;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.InvalidValueException;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.node.desired.Basis;
import io.routelb.node.desired.RoutingPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routing plan that is in force: the snapshot's, or the last good one while the snapshot's cannot be used. Owned by the loop. */
final class Routing {
    private final String node;
    private Optional<RoutingPlan> lastGood = Optional.empty();
    private ClusterSnapshot latest = ClusterSnapshot.EMPTY;
    /** What the last good plan was made of, if it was the last that was tried. */
    private Optional<ClusterSnapshot> planned = Optional.empty();

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
        if (lastGood.isPresent() && planned.isPresent() && isAlike(planned.get(), snapshot)) {
            return new InForce(snapshot, lastGood.get(), lastGood.get().problems());
        }
        planned = Optional.empty();
        try {
            RoutingPlan plan = RoutingPlan.of(
                    snapshot, node, lastGood.map(RoutingPlan::basis).orElse(Basis.NOTHING));
            lastGood = Optional.of(plan);
            planned = Optional.of(snapshot);
            return new InForce(snapshot, plan, plan.problems());
        } catch (InvalidValueException e) {
            Condition refused = new Condition(
                    "Accepted", false, "Refused", e.getMessage() + "; the last good configuration stays in force");
            return new InForce(snapshot, lastGood.orElseGet(() -> quiet(snapshot)), List.of(refused));
        }
    }

    /**
     * Whether a plan of the one is a plan of the other. Services, which change most, decide over none; a mesh of 500 nodes is planned anew
     * only when something of it changed. What stayed as it was is mostly the same object.
     */
    private static boolean isAlike(ClusterSnapshot one, ClusterSnapshot other) {
        return one.nodes().equals(other.nodes())
                && one.routingConfigs().equals(other.routingConfigs())
                && one.bgpPeers().equals(other.bgpPeers())
                && one.secrets().equals(other.secrets())
                && pools(one).equals(pools(other));
    }

    /** Of a group its counters change with each Service. */
    private static Map<ObjectKey, List<ServiceGroupView.PoolText>> pools(ClusterSnapshot snapshot) {
        Map<ObjectKey, List<ServiceGroupView.PoolText>> pools = new HashMap<>();
        snapshot.serviceGroups().forEach((key, group) -> pools.put(key, group.pools()));
        return pools;
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
