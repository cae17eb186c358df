package io.routelb.node.policy;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.RoutingIntent;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.NotHere;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.RoutingPlan;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What each peer of a node is told. Pure: equal arguments give equal results.
 *
 * @param intent the complete desired state of redistribution
 * @param withheld addresses nobody is told of, and why
 * @param problems a condition for each BGPAdvertisement that contradicts an older one
 */
public record Announcements(RoutingIntent intent, List<NotHere> withheld, List<Condition> problems) {
    public Announcements {
        withheld = List.copyOf(withheld);
        problems = List.copyOf(problems);
    }

    /**
     * Decides for the node of that name.
     *
     * @param snapshot of which {@code plan} and {@code routing} were made
     * @param confirmed which planned addresses the kernel has acknowledged; no other is announced
     */
    public static Announcements of(
            ClusterSnapshot snapshot,
            String node,
            NodePlan plan,
            RoutingPlan routing,
            Predicate<PlannedAddress> confirmed) {
        return new AnnouncementPlanner(node).plan(snapshot, plan, routing, confirmed);
    }

    /** The problems after those of others. */
    public List<Condition> and(List<Condition> others) {
        return Stream.concat(others.stream(), problems.stream()).toList();
    }
}
