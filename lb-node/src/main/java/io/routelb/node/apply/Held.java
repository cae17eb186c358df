package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is on the links, as far as a pass knows: what was read at its start, and what the kernel has acknowledged since. */
final class Held {
    private final Map<HeldAddress.Key, HeldAddress> byKey;
    /** Made when asked for, which few passes do; empty until then. */
    private Optional<Map<IPAddress, List<HeldAddress>>> byAddress = Optional.empty();

    Held(Collection<HeldAddress> read) {
        byKey = HashMap.newHashMap(read.size());
        read.forEach(address -> byKey.put(address.key(), address));
    }

    Optional<HeldAddress> get(HeldAddress.Key key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Whether the address is where the plan has it, with our mark. */
    boolean isOurs(NodePlan plan, IPAddress address) {
        return Optional.ofNullable(plan.addresses().get(address))
                .flatMap(planned -> get(HeldAddress.Key.of(planned)))
                .filter(HeldAddress::ours)
                .isPresent();
    }

    boolean contains(HeldAddress.Key key) {
        return byKey.containsKey(key);
    }

    /** On whatever link, with whatever mask. */
    List<HeldAddress> of(IPAddress address) {
        Map<IPAddress, List<HeldAddress>> index = byAddress.orElseGet(this::index);
        byAddress = Optional.of(index);
        return index.getOrDefault(address, List.of());
    }

    private Map<IPAddress, List<HeldAddress>> index() {
        Map<IPAddress, List<HeldAddress>> index = new HashMap<>();
        byKey.values()
                .forEach(held -> index.computeIfAbsent(held.address(), address -> new ArrayList<>(1))
                        .add(held));
        return index;
    }

    Collection<HeldAddress> all() {
        return byKey.values();
    }

    /** As they are now; a copy. */
    Set<HeldAddress.Key> keys() {
        return new HashSet<>(byKey.keySet());
    }

    /** Returns what was in its place. */
    Optional<HeldAddress> put(HeldAddress address) {
        byAddress = Optional.empty();
        return Optional.ofNullable(byKey.put(address.key(), address));
    }

    /** Returns what was there. */
    Optional<HeldAddress> remove(HeldAddress.Key key) {
        byAddress = Optional.empty();
        return Optional.ofNullable(byKey.remove(key));
    }

    /** Planned local addresses that are on their link and serve. */
    Map<IPAddress, PlannedAddress> serving(NodePlan plan) {
        return plan.addresses().values().stream()
                .filter(planned -> !planned.is(PlannedAddress.Trait.ROUTED))
                .filter(planned -> get(HeldAddress.Key.of(planned))
                        .filter(present -> present.ours() && present.detection() == HeldAddress.Detection.OVER)
                        .isPresent())
                .collect(Collectors.toUnmodifiableMap(PlannedAddress::address, planned -> planned));
    }
}
