package io.routelb.node.policy;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.ObjectKey;
import io.routelb.node.desired.PlannedAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The addresses a node carries and may tell of, and which of them are to be looked at again. Owned by one {@link AnnouncementPlanner}. */
final class Carried {
    private List<PlannedAddress> before = List.of();
    private final Map<IPAddress, PlannedAddress> byAddress = new TreeMap<>(Addresses.ORDER);
    private final Map<ObjectKey, Set<IPAddress>> byService = new HashMap<>();

    Optional<PlannedAddress> at(IPAddress address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    /**
     * Takes in what is carried now; gives the addresses that are carried otherwise than before or not any more, and those of the
     * Services.
     *
     * @param now in the order of the addresses
     */
    Set<IPAddress> changes(List<PlannedAddress> now, Set<ObjectKey> services) {
        Set<IPAddress> changes = new TreeSet<>(Addresses.ORDER);
        int old = 0;
        int next = 0;
        while (old < before.size() || next < now.size()) {
            int order = order(old, now, next);
            if (order < 0) {
                changes.add(take(before.get(old)));
            } else if (order > 0) {
                changes.add(put(now.get(next)));
            } else if (!before.get(old).equals(now.get(next))) {
                take(before.get(old));
                changes.add(put(now.get(next)));
            }
            old += order <= 0 ? 1 : 0;
            next += order >= 0 ? 1 : 0;
        }
        before = now;
        services.forEach(service -> changes.addAll(byService.getOrDefault(service, Set.of())));
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

    private IPAddress put(PlannedAddress planned) {
        byAddress.put(planned.address(), planned);
        planned.services()
                .forEach(service -> byService
                        .computeIfAbsent(service, first -> new TreeSet<>())
                        .add(planned.address()));
        return planned.address();
    }

    private IPAddress take(PlannedAddress planned) {
        byAddress.remove(planned.address());
        planned.services()
                .forEach(service -> byService.computeIfPresent(service, (same, addresses) -> {
                    addresses.remove(planned.address());
                    return addresses.isEmpty() ? null : addresses;
                }));
        return planned.address();
    }
}
