package io.routelb.allocator.plan;

import io.routelb.model.ObjectKey;
import java.util.Map;
import java.util.Set;

/**
 * How far the tasks of the last {@link IpamPlan} came.
 *
 * @param returned acknowledged by the IPAM
 * @param refused asked, and surely given nothing
 * @param troubles why a return to a group's IPAM does not succeed, in words fit for an event
 */
public record IpamProgress(
        Set<IpamTask.Return> returned, Map<ObjectKey, IpamQuery> refused, Map<ObjectKey, String> troubles) {
    public IpamProgress {
        returned = Set.copyOf(returned);
        refused = Map.copyOf(refused);
        troubles = Map.copyOf(troubles);
    }
}
