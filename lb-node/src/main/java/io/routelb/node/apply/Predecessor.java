package io.routelb.node.apply;

import io.routelb.model.IpFamily;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress.Trait;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the kernel tells of an earlier agent on this node, at the start and before anything is changed. Pure. */
final class Predecessor {
    private Predecessor() {}

    /**
     * The families whose packets have been forwarded all the while: some of what is to be announced is on the service link already, and
     * by the time anybody is told the rest is, too. Empty when the earlier agent left nothing, or there was none: after a reboot the link
     * is bare.
     */
    static Optional<Set<IpFamily>> forwarding(NodePlan plan, Held held) {
        boolean left = held.all().stream()
                .anyMatch(address -> address.ours() && address.link().equals(plan.serviceLink()));
        return left
                ? Optional.of(plan.addresses().values().stream()
                        .filter(planned -> planned.is(Trait.ROUTED) && held.contains(HeldAddress.Key.of(planned)))
                        .map(planned -> IpFamily.of(planned.address()))
                        .collect(Collectors.toUnmodifiableSet()))
                : Optional.empty();
    }
}
