package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.LBNodeAgentView.AddressConfig;
import io.routelb.model.ObjectKey;
import io.routelb.node.apply.HeldAddress.Detection;
import io.routelb.node.apply.NodeReconciler.Outcome;
import io.routelb.node.desired.Lifetime;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import io.routelb.node.neighbour.Discovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Addresses on the node's own links. */
class LocalAddressesTest {
    private static final String VIP = "192.0.2.240";
    private static final String VIP6 = "2001:db8:0:2::240";
    private static final long SECOND = 1_000_000_000L;
    private static final ObjectKey WEB = new ObjectKey("shop", "web");

    private final List<String> log = new ArrayList<>();
    private final FakeTable table = new FakeTable(log);
    private final NodeReconciler reconciler = new NodeReconciler(
            "n1", table, new FakeBackend(new ArrayList<>()), Discovery.BLIND, Optional.empty(), now -> {});
    private final Map<IPAddress, PlannedAddress> elected = new HashMap<>();
    private final Set<IPAddress> untouched = new HashSet<>();

    private Outcome pass(long now) throws KernelException {
        NodePlan plan = NodePlan.nothing("kube-lb0").withLocal(elected, Map.of(), untouched);
        return reconciler.reconcile(ClusterSnapshot.EMPTY, plan, reconciler.read("kube-lb0"), now);
    }

    private void elect(String address, long seconds, Trait... traits) {
        IPAddress parsed = Addresses.of(address);
        Lifetime lifetime = Lifetime.of(AddressConfig.LOCAL, seconds);
        elected.put(
                parsed,
                new PlannedAddress(parsed, "eth0", parsed.getBitCount(), lifetime, Set.of(traits), Set.of(WEB)));
    }

    private static String reason(Outcome outcome) {
        return outcome.report()
                .addresses()
                .getFirst()
                .why()
                .map(why -> why.reason().word() + ": " + why.sentence())
                .orElse("");
    }

    @Test
    void anElectedAddressGoesOnTheNodesLinkAndLeavesItAtOnce() throws KernelException {
        elect(VIP, 7);
        Outcome outcome = pass(0);
        assertEquals(Set.of(Addresses.of(VIP)), outcome.onLink());
        assertEquals(Set.of(Addresses.of(VIP)), outcome.serving().keySet());
        elected.clear();
        assertEquals(Set.of(), pass(SECOND).onLink());
        assertEquals(List.of("add 192.0.2.240/32 on eth0", "remove 192.0.2.240/32 on eth0"), log);
    }

    @Test
    void theKernelIsToldAgainWhenTheHoldIsLongerAndNotOtherwise() throws KernelException {
        elect(VIP, 7);
        pass(0);
        table.put("eth0", VIP, 32, true, Detection.OVER, 4);
        elect(VIP, 4);
        pass(3 * SECOND);
        assertEquals(1, log.size(), "the kernel counts down by itself");
        elect(VIP, 7);
        pass(3 * SECOND);
        assertEquals(2, log.size());
        table.put("eth0", VIP, 32, true, Detection.OVER, Lifetime.ENDLESS);
        pass(3 * SECOND);
        assertEquals(3, log.size(), "no longer than the hold either");
    }

    @Test
    void whatIsToBeLeftIsNotTouchedAndWhatIsNotOursNever() throws KernelException {
        table.put("eth0", VIP, 32, true, Detection.OVER, 5);
        table.put("eth0", "192.0.2.11", 24, false, Detection.OVER, Lifetime.ENDLESS);
        untouched.add(Addresses.of(VIP));
        pass(0);
        assertEquals(List.of(), log);
        untouched.clear();
        pass(SECOND);
        assertEquals(List.of("remove 192.0.2.240/32 on eth0"), log);
    }

    @Test
    void anAddressTheNodeHasFromSomebodyElseIsRefused() throws KernelException {
        table.put("eth1", VIP, 24, false, Detection.OVER, Lifetime.ENDLESS);
        elect(VIP, 7);
        Outcome outcome = pass(0);
        assertEquals(List.of(), log);
        assertTrue(reason(outcome).startsWith("ForeignAddress: "), reason(outcome));
        assertEquals(Map.of(), outcome.serving());
    }

    @Test
    void anAddressSomebodyRemovesIsPutBackUntilItIsAFight() throws KernelException {
        elect(VIP, 7);
        pass(0);
        for (int i = 1; i <= Repairs.AT_ONCE; i++) {
            table.removeBehindOurBack("192.0.2.240/32 on eth0");
            assertEquals(i, pass(i * 1000L).repairs());
        }
        table.removeBehindOurBack("192.0.2.240/32 on eth0");
        Outcome fought = pass(10_000);
        assertEquals(Repairs.AT_ONCE, fought.repairs(), "who goes on gets his way for a while");
        assertEquals(Set.of("192.0.2.240 on eth0"), fought.report().fights());
        assertTrue(reason(fought).startsWith("Interference: "), reason(fought));
        assertTrue(fought.nextPass().compareTo(Repairs.PAUSE) <= 0);
        Outcome later = pass(Repairs.PAUSE.toNanos() + 10_000);
        assertEquals(Repairs.AT_ONCE + 1, later.repairs());
        Outcome quiet = pass(Repairs.PAUSE.plus(Repairs.QUIET).toNanos() + 20_000);
        assertEquals(Set.of(), quiet.report().fights());
    }

    @Test
    void anAddressWhoseLifetimeEndedWasNotTaken() throws KernelException {
        elect(VIP, 2);
        pass(0);
        table.removeBehindOurBack("192.0.2.240/32 on eth0");
        assertEquals(0, pass(3 * SECOND).repairs());
    }

    @Test
    void anIPv6AddressServesAfterDetectionAndADuplicateIsToldAndTriedAgain() throws KernelException {
        elect(VIP6, 7, Trait.DETECT_DUPLICATES);
        assertEquals(Map.of(), pass(0).serving(), "detection is under way");
        table.removeBehindOurBack("2001:db8:0:2::240/128 on eth0");
        Outcome outcome = pass(SECOND);
        assertTrue(reason(outcome).startsWith("DuplicateAddress: another station on eth0"), reason(outcome));
        assertEquals(1, log.size());
        assertEquals(0, outcome.repairs());
        assertTrue(outcome.nextPass().compareTo(Duplicates.RETRY) <= 0);
        pass(SECOND + Duplicates.RETRY.toNanos());
        assertEquals(2, log.size());
        table.put("eth0", VIP6, 128, true, Detection.OVER, 7);
        assertEquals(
                Set.of(Addresses.of(VIP6)),
                pass(2 * SECOND + Duplicates.RETRY.toNanos()).serving().keySet());
    }

    @Test
    void aDuplicateTheKernelKeepsIsTakenAwayBeforeItIsTriedAgain() throws KernelException {
        table.put("eth0", VIP6, 128, true, Detection.FAILED, Lifetime.ENDLESS);
        elect(VIP6, 7, Trait.DETECT_DUPLICATES);
        assertTrue(reason(pass(0)).startsWith("DuplicateAddress"));
        pass(Duplicates.RETRY.toNanos());
        assertEquals(List.of("remove 2001:db8:0:2::240/128 on eth0", "add 2001:db8:0:2::240/128 on eth0"), log);
    }

    @Test
    void anEndlessPlanNeedsNoPassByTime() throws KernelException {
        assertTrue(pass(0).nextPass().compareTo(Duration.ofDays(1)) > 0);
    }
}
