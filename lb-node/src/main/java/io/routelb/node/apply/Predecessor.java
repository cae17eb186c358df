package io.routelb.node.apply;

import io.routelb.model.IpFamily;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What the kernel tells of an earlier agent on this node, at the start and before anything is changed. Pure. */
final class Predecessor {
    private Predecessor() {}

    /**
     * The families whose packets have been forwarded all the while: some of what is to be announced is on the service link already, and
     * by the time anybody is told the rest is, too; or nothing is to be on it, and packets go to pods, which run whether or not there is an
     * agent. Empty when the earlier agent left nothing, or there was none: after a reboot the link is bare.
     *
     * @param pods the families of the pod CIDRs that are announced
     */
    static Optional<Set<IpFamily>> forwarding(NodePlan plan, Held held, Set<IpFamily> pods) {
        boolean left = held.all().stream()
                .anyMatch(address -> address.ours() && address.link().equals(plan.serviceLink()));
        Set<IpFamily> planned = EnumSet.noneOf(IpFamily.class);
        Set<IpFamily> forwarding = EnumSet.noneOf(IpFamily.class);
        for (PlannedAddress address : plan.addresses().values()) {
            IpFamily family = IpFamily.of(address.address());
            if (address.is(Trait.ROUTED)) {
                planned.add(family);
                if (left && held.contains(HeldAddress.Key.of(address))) {
                    forwarding.add(family);
                }
            }
        }
        pods.stream().filter(family -> !planned.contains(family)).forEach(forwarding::add);
        return left || !forwarding.isEmpty() ? Optional.of(Set.copyOf(forwarding)) : Optional.empty();
    }
}
