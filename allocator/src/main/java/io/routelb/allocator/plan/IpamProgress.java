package io.routelb.allocator.plan;

import io.routelb.model.ObjectKey;
import java.util.Map;
import java.util.Set;

/**
 * How far the tasks of the last {@link IpamPlan} came.
 *
 * @param returned acknowledged by the IPAM
 * @param troubles why a return to a group's IPAM does not succeed, in words fit for an event
 */
public record IpamProgress(Set<IpamTask.Return> returned, Map<ObjectKey, String> troubles) {
    /** Nothing has been tried. */
    public static final IpamProgress NONE = new IpamProgress(Set.of(), Map.of());

    public IpamProgress {
        returned = Set.copyOf(returned);
        troubles = Map.copyOf(troubles);
    }
}
