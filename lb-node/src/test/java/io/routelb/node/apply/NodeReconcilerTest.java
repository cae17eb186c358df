package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import io.routelb.node.desired.Reason;
import io.routelb.node.neighbour.Discovery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeReconcilerTest extends OneRouter {
    @Test
    void announcesTheRouteOnlyAfterTheKernelHasTheAddress() throws KernelException {
        reconciler.reconcile(snapshot(VIP), 0);
        assertEquals(List.of("add " + VIP + "/32", "announce [" + VIP + "/32]"), log);
    }

    @Test
    void theBackendIsToldWhereToCapture() throws KernelException {
        new NodeReconciler("n1", table, backend, Discovery.BLIND, Optional.of("/captures"), now -> {})
                .reconcile(snapshot(VIP), 0);
        reconciler.reconcile(snapshot(VIP), 0);
        assertEquals(
                List.of(Optional.of("/captures"), Optional.empty()),
                backend.intents.stream()
                        .map(intent -> intent.options().captureDirectory())
                        .toList());
    }

    @Test
    void announcesNothingForAnAddressTheKernelRefused() throws KernelException {
        table.refused.add(Addresses.of(VIP));
        NodeReconciler.Outcome outcome = reconciler.reconcile(snapshot(VIP, "198.51.100.11"), 0);
        assertEquals(List.of("add 198.51.100.11/32", "announce [198.51.100.11/32]"), log);
        assertEquals(
                List.of("KernelRefused no room", "NoEstablishedSession " + Reason.NO_ESTABLISHED_SESSION.message("n1")),
                outcome.report().addresses().stream()
                        .flatMap(address -> address.why().stream())
                        .map(why -> why.reason().word() + " " + why.sentence())
                        .toList());
        assertTrue(outcome.nextPass().compareTo(Duration.ofSeconds(1)) <= 0, "it is tried again");
    }

    @Test
    void withdrawsFirstWaitsThenRemoves() throws KernelException {
        reconciler.reconcile(snapshot(VIP), 0);
        backend.acknowledgeAll();
        log.clear();

        reconciler.reconcile(snapshot(), 1000 * MILLI);
        assertEquals(List.of("announce []"), log, "peers are told before the address goes");
        reconciler.reconcile(snapshot(), 1300 * MILLI);
        assertEquals(1, log.size(), "and it stays as long as they have not been");

        int before = wakes.get();
        backend.acknowledgeAll();
        assertEquals(before + 1, wakes.get(), "the acknowledgement wakes the loop");
        assertEquals(
                Duration.ofMillis(200),
                reconciler.reconcile(snapshot(), 1400 * MILLI).nextPass());
        reconciler.reconcile(snapshot(), 1599 * MILLI);
        assertEquals(1, log.size());
        reconciler.reconcile(snapshot(), 1600 * MILLI);
        assertEquals(List.of("announce []", "remove " + VIP + "/32"), log);
    }

    @Test
    void aPeerThatNeverDrainsDelaysTheRemovalByABoundedTime() throws KernelException {
        reconciler.reconcile(snapshot(VIP), 0);
        backend.acknowledgeAll();
        reconciler.reconcile(snapshot(), 1000 * MILLI);
        reconciler.reconcile(snapshot(), 6000 * MILLI);
        reconciler.reconcile(snapshot(), 6200 * MILLI);
        assertEquals(Set.of(), table.addresses());
    }

    @Test
    void anAddressThatComesBackDuringTheDelayStays() throws KernelException {
        reconciler.reconcile(snapshot(VIP), 0);
        reconciler.reconcile(snapshot(), 1000 * MILLI);
        backend.acknowledgeAll();
        reconciler.reconcile(snapshot(VIP), 1100 * MILLI);
        backend.acknowledgeAll();
        reconciler.reconcile(snapshot(VIP), 9000 * MILLI);
        assertEquals(Set.of(VIP + "/32"), table.addresses());
        assertEquals("announce [" + VIP + "/32]", log.getLast());
    }

    @Test
    void adoptsWhatIsValidAndSweepsOnlyItsOwnLeftovers() throws KernelException {
        table.put(VIP, 32, true);
        table.put("198.51.100.99", 32, true);
        table.put("203.0.113.7", 24, false);
        reconciler.reconcile(snapshot(VIP), 0);
        backend.acknowledgeAll();
        reconciler.reconcile(snapshot(VIP), 1 * MILLI);
        reconciler.reconcile(snapshot(VIP), 300 * MILLI);
        assertEquals(Set.of(VIP + "/32", "203.0.113.7/24"), table.addresses());
        assertEquals(
                List.of("come back, forwarding [IPV4]", "announce [" + VIP + "/32]", "remove 198.51.100.99/32"), log);
    }

    @ParameterizedTest(name = "on the link {0}, planned {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            198.51.100.10 2001:db8:51::1 | 198.51.100.10 2001:db8:51::1 | come back, forwarding [IPV4, IPV6]
            198.51.100.10                | 198.51.100.10 2001:db8:51::1 | come back, forwarding [IPV4]
            198.51.100.10 2001:db8:51::1 | 2001:db8:51::1               | come back, forwarding [IPV6]
            198.51.100.10                | 198.51.100.11                | come back, forwarding []
            ''                           | 198.51.100.10 2001:db8:51::1 | ''
            """)
    void saysWhatWasForwardedBeforeTheFirstIntentAndOnlyThen(String present, String planned, String said)
            throws KernelException {
        aggregation = "default";
        for (String each : words(present)) {
            table.put(each, each.contains(":") ? 64 : 24, true);
        }
        ClusterSnapshot snapshot = snapshot(words(planned));
        reconciler.reconcile(snapshot, 0);
        reconciler.reconcile(snapshot, 1 * MILLI);
        List<String> comebacks =
                log.stream().filter(each -> each.startsWith("come back")).toList();
        assertEquals(said.isEmpty() ? List.of() : List.of(said), comebacks);
        if (!said.isEmpty()) {
            int announced = log.indexOf(log.stream()
                    .filter(each -> each.startsWith("announce"))
                    .findFirst()
                    .orElseThrow());
            assertTrue(log.indexOf(said) < announced);
        }
    }

    private static String[] words(String text) {
        return text.isEmpty() ? new String[0] : text.split(" ");
    }

    @Test
    void fromMemoryAddsAndAnnouncesButRemovesNothingUntilTheClusterSaysSo() throws KernelException {
        table.put("198.51.100.99", 32, true);
        table.put("2001:db8:51::1", 128, true);
        reconciler.resume(snapshot(VIP, "2001:db8:51::1"), 0);
        backend.acknowledgeAll();
        reconciler.resume(snapshot(VIP, "2001:db8:51::1"), 9000 * MILLI);
        assertEquals(
                List.of("come back, forwarding []", "add " + VIP + "/32", "announce [" + VIP + "/32]"),
                log,
                "nor another mask");
        reconciler.reconcile(snapshot(VIP), 9001 * MILLI);
        reconciler.reconcile(snapshot(VIP), 9300 * MILLI);
        assertEquals(Set.of(VIP + "/32"), table.addresses());
        assertEquals(
                List.of("remove 198.51.100.99/32", "remove 2001:db8:51::1/128"),
                log.subList(3, log.size()).stream().sorted().toList(),
                "and the announcement did not change");
    }

    @Test
    void repairsAnAddressSomebodyElseRemovedAndCountsIt() throws KernelException {
        assertEquals(0, reconciler.reconcile(snapshot(VIP), 0).repairs());
        table.removeBehindOurBack(VIP, 32);
        assertEquals(1, reconciler.reconcile(snapshot(VIP), 10 * MILLI).repairs());
        assertEquals(Set.of(VIP + "/32"), table.addresses());
        assertEquals(List.of("add " + VIP + "/32", "announce [" + VIP + "/32]", "add " + VIP + "/32"), log);
    }

    @Test
    void withdrawsTheRouteOfAnAddressThatIsGoneAndCannotComeBack() throws KernelException {
        reconciler.reconcile(snapshot(VIP), 0);
        table.removeBehindOurBack(VIP, 32);
        table.refused.add(Addresses.of(VIP));
        reconciler.reconcile(snapshot(VIP), 10 * MILLI);
        assertEquals("announce []", log.getLast());
    }

    @Test
    void handsNothingOverWhenNothingChanged() throws KernelException {
        reconciler.reconcile(snapshot(VIP), 0);
        int size = log.size();
        reconciler.reconcile(snapshot(VIP), 10 * MILLI);
        assertEquals(size, log.size());
    }

    @Test
    void changesTheMaskOfAnIPv4AddressWithoutTakingItAway() throws KernelException {
        reconciler.reconcile(snapshot(VIP), 0);
        backend.acknowledgeAll();
        log.clear();
        aggregation = "default";
        reconciler.reconcile(snapshot(VIP), 10 * MILLI);
        assertEquals(List.of("add " + VIP + "/24", "announce [198.51.100.0/24]"), log);
        backend.acknowledgeAll();
        reconciler.reconcile(snapshot(VIP), 20 * MILLI);
        reconciler.reconcile(snapshot(VIP), 400 * MILLI);
        assertEquals(Set.of(VIP + "/24"), table.addresses());
    }

    @Test
    void replacesAnIPv6AddressOfAnotherMaskAtOnce() throws KernelException {
        table.put("2001:db8:51::10", 128, true);
        reconciler.reconcile(snapshot("2001:db8:51::10"), 0);
        assertEquals(
                List.of(
                        "come back, forwarding []",
                        "remove 2001:db8:51::10/128",
                        "add 2001:db8:51::10/64",
                        "announce [2001:db8:51::/64]"),
                log);
    }

    @Test
    void keepsTheLastGoodRoutingWhenTheConfigTurnsBad() throws KernelException {
        reconciler.reconcile(snapshot(VIP), 0);
        int size = log.size();
        asn = 0;
        NodeReconciler.Outcome outcome = reconciler.reconcile(snapshot(VIP), 10 * MILLI);
        assertEquals(size, log.size());
        assertEquals(64512, outcome.report().localAsn().value());
        assertTrue(outcome.report().problems().getFirst().message().contains("last good"));
    }

    @Test
    void drainsByWithdrawingThenRemovingAndSaysWhenItIsDone() throws KernelException {
        reconciler.reconcile(snapshot(VIP), 0);
        backend.acknowledgeAll();
        log.clear();
        assertTrue(reconciler.drain(LONGEST, 1000 * MILLI).isPresent());
        assertEquals(List.of("announce []"), log);
        backend.acknowledgeAll();
        assertEquals(Optional.of(Duration.ofMillis(200)), reconciler.drain(LONGEST, 1001 * MILLI));
        assertEquals(Optional.empty(), reconciler.drain(LONGEST, 1201 * MILLI));
        assertEquals(Set.of(), table.addresses());
    }
}
