package io.routelb.node.policy;

import io.routelb.model.Addresses;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.node.desired.PlannedAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The addresses a node carries and may tell of, and which of them are to be looked at again. Owned by one {@link AnnouncementPlanner}. */
final class Carried {
    private List<PlannedAddress> before = List.of();
    private final Map<Prefix, PlannedAddress> byHost = new HashMap<>();
    private final Map<ObjectKey, List<Prefix>> byService = new HashMap<>();

    /** The address with that host route. */
    Optional<PlannedAddress> at(Prefix host) {
        return Optional.ofNullable(byHost.get(host));
    }

    /**
     * Takes in what is carried now; gives the host routes of addresses that are carried otherwise than before or not any more, and those
     * of the Services.
     *
     * @param now in the order of the addresses
     */
    Set<Prefix> changes(List<PlannedAddress> now, Set<ObjectKey> services) {
        Set<Prefix> changes = new HashSet<>();
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
        services.forEach(service -> changes.addAll(byService.getOrDefault(service, List.of())));
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

    private Prefix put(PlannedAddress planned) {
        Prefix host = Prefix.host(planned.address());
        byHost.put(host, planned);
        planned.services()
                .forEach(service -> byService
                        .computeIfAbsent(service, first -> new ArrayList<>(1))
                        .add(host));
        return host;
    }

    private Prefix take(PlannedAddress planned) {
        Prefix host = Prefix.host(planned.address());
        byHost.remove(host);
        planned.services()
                .forEach(service -> byService.computeIfPresent(service, (same, hosts) -> {
                    hosts.remove(host);
                    return hosts.isEmpty() ? null : hosts;
                }));
        return host;
    }
}
