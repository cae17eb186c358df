package io.routelb.node.elect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.LBNodeAgentView.AddressConfig;
import io.routelb.model.ObjectKey;
import io.routelb.node.desired.Lifetime;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import io.routelb.node.elect.Outcome.Carried;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ElectedTest {
    private static final IPAddress VIP = Addresses.of("192.0.2.240");
    private static final IPAddress VIP6 = Addresses.of("2001:db8:0:2::240");
    private static final long MILLI = 1_000_000;

    private static NodePlan plan(IPAddress address, boolean skipDad, AddressConfig config, long heldForMillis) {
        LocalAddress local = new LocalAddress(
                address, Set.of(new ObjectKey("shop", "web")), Optional.empty(), Set.of(), true, skipDad);
        Outcome outcome = new Outcome(
                Map.of(address, new Carried(local, "eth0", heldForMillis * MILLI)),
                Set.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                false,
                0);
        return Elected.into(NodePlan.nothing("kube-lb0"), outcome, config, 0);
    }

    private static PlannedAddress planned(NodePlan plan, IPAddress address) {
        return Objects.requireNonNull(plan.addresses().get(address));
    }

    @Test
    void theKernelKeepsAnAddressNoLongerThanTheHoldLasts() {
        Lifetime lifetime =
                planned(plan(VIP, false, AddressConfig.LOCAL, 6_900), VIP).lifetime();
        assertEquals(6, lifetime.valid());
        assertEquals(6, lifetime.preferred());
    }

    @Test
    void whoConfiguredLessGetsLess() {
        AddressConfig config = new AddressConfig(Duration.ofSeconds(4), Duration.ofSeconds(2), true);
        Lifetime lifetime = planned(plan(VIP, false, config, 9_000), VIP).lifetime();
        assertEquals(4, lifetime.valid());
        assertEquals(2, lifetime.preferred());
    }

    @Test
    void withLessThanASecondLeftTheKernelIsToldNothingMore() {
        NodePlan plan = plan(VIP, false, AddressConfig.LOCAL, 999);
        assertEquals(Map.of(), plan.addresses());
        assertEquals(Set.of(VIP), plan.untouched());
    }

    @Test
    void onlyIPv6LooksForDuplicatesAndNotIfToldNotTo() {
        AddressConfig plain = new AddressConfig(Duration.ZERO, Duration.ZERO, false);
        assertEquals(
                Set.of(Trait.NO_PREFIX_ROUTE),
                planned(plan(VIP, false, AddressConfig.LOCAL, 9_000), VIP).traits());
        assertEquals(
                Set.of(Trait.DETECT_DUPLICATES),
                planned(plan(VIP6, false, plain, 9_000), VIP6).traits());
        assertEquals(Set.of(), planned(plan(VIP6, true, plain, 9_000), VIP6).traits());
        assertEquals(128, planned(plan(VIP6, true, plain, 9_000), VIP6).prefixLength());
    }
}
