package io.routelb.node.policy;

import io.routelb.model.Addresses;
import io.routelb.model.ObjectKey;
import io.routelb.node.desired.PlannedAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The addresses a node carries and may tell of, and which of them are to be looked at again. Owned by one {@link AnnouncementPlanner}. */
final class Carried {
    private List<PlannedAddress> before = List.of();
    private final Map<ObjectKey, List<PlannedAddress>> byService = new HashMap<>();

    /**
     * What is to be looked at again.
     *
     * @param gone carried no more, as it was
     * @param here carried now
     */
    record Changes(List<PlannedAddress> gone, Set<PlannedAddress> here) {}

    /**
     * Takes in what is carried now; gives addresses that are carried otherwise than before or not any more, and those of the Services.
     *
     * @param now in the order of the addresses
     */
    Changes changes(List<PlannedAddress> now, Set<ObjectKey> services) {
        Changes changes = new Changes(new ArrayList<>(), Collections.newSetFromMap(new IdentityHashMap<>()));
        int old = 0;
        int next = 0;
        while (old < before.size() || next < now.size()) {
            int order = order(old, now, next);
            if (order < 0) {
                changes.gone().add(take(before.get(old)));
            } else if (order > 0) {
                changes.here().add(put(now.get(next)));
            } else if (!before.get(old).equals(now.get(next))) {
                take(before.get(old));
                changes.here().add(put(now.get(next)));
            }
            old += order <= 0 ? 1 : 0;
            next += order >= 0 ? 1 : 0;
        }
        before = now;
        services.forEach(service -> changes.here().addAll(byService.getOrDefault(service, List.of())));
        return changes;
    }

    @SuppressWarnings("ReferenceEquality") // the very same one, as it mostly is, need not be compared
    private int order(int old, List<PlannedAddress> now, int next) {
        if (old == before.size() || next == now.size()) {
            return old == before.size() ? 1 : -1;
        }
        PlannedAddress one = before.get(old);
        PlannedAddress other = now.get(next);
        return one == other ? 0 : Addresses.ORDER.compare(one.address(), other.address());
    }

    private PlannedAddress put(PlannedAddress planned) {
        for (ObjectKey service : planned.services()) {
            byService.computeIfAbsent(service, first -> new ArrayList<>(1)).add(planned);
        }
        return planned;
    }

    private PlannedAddress take(PlannedAddress planned) {
        for (ObjectKey service : planned.services()) {
            byService.computeIfPresent(service, (same, addresses) -> {
                addresses.remove(planned);
                return addresses.isEmpty() ? null : addresses;
            });
        }
        return planned;
    }
}
