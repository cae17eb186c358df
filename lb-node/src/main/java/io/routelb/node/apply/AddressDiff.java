package io.routelb.node.apply;

import io.routelb.node.apply.HeldAddress.Detection;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is otherwise in the kernel than in the plan. Pure; when what may be changed is for {@link NodeReconciler} to know. */
final class AddressDiff {
    private AddressDiff() {}

    /** Whether the kernel has what is planned, with our mark and a lifetime that needs no telling again. */
    static boolean isAsPlanned(PlannedAddress planned, Held held) {
        return held.get(HeldAddress.Key.of(planned))
                .filter(present -> present.ours()
                        && present.detection() != Detection.FAILED
                        && planned.lifetime().suits(present.validSeconds(), present.preferredSeconds()))
                .isPresent();
    }

    /** Whether the node has the address already, but not from us; then it is not ours to change on a link that is not ours either. */
    static boolean isForeign(PlannedAddress planned, Held held) {
        return !planned.is(Trait.ROUTED) && held.of(planned.address()).stream().anyMatch(present -> !present.ours());
    }

    /** What makes it as planned. The kernel keys an IPv6 address without its length: an old length must go before the new one can come. */
    static List<AddressChange> changes(PlannedAddress planned, Held held) {
        List<AddressChange> changes = new ArrayList<>();
        boolean usable = held.get(HeldAddress.Key.of(planned))
                .filter(present -> present.detection() != Detection.FAILED)
                .isPresent();
        if (planned.address().isIPv6() && !usable) {
            held.of(planned.address()).stream()
                    .filter(present -> present.link().equals(planned.link()))
                    .forEach(present -> changes.add(remove(present.key())));
        }
        changes.add(new AddressChange.Add(planned));
        return changes;
    }

    /** Ours on other links than the service link that are not planned: nobody was told a route to them, so they go at once. */
    static List<AddressChange> unplannedOnOtherLinks(NodePlan plan, Held held) {
        List<AddressChange> removals = new ArrayList<>();
        for (HeldAddress address : held.all()) {
            if (address.ours()
                    && !address.link().equals(plan.serviceLink())
                    && !isPlanned(plan, address)
                    && !plan.untouched().contains(address.address())) {
                removals.add(remove(address.key()));
            }
        }
        return removals;
    }

    /** Ours on the service link that are not planned: peers have to be told first. */
    static Set<HeldAddress.Key> unplannedOnServiceLink(NodePlan plan, Held held) {
        Set<HeldAddress.Key> obsolete = new HashSet<>();
        for (HeldAddress address : held.all()) {
            if (address.ours() && address.link().equals(plan.serviceLink()) && !isPlanned(plan, address)) {
                obsolete.add(address.key());
            }
        }
        return obsolete;
    }

    static AddressChange remove(HeldAddress.Key key) {
        return new AddressChange.Remove(key.link(), key.address(), key.prefixLength());
    }

    private static boolean isPlanned(NodePlan plan, HeldAddress address) {
        PlannedAddress planned = plan.addresses().get(address.address());
        return planned != null && HeldAddress.Key.of(planned).equals(address.key());
    }
}
