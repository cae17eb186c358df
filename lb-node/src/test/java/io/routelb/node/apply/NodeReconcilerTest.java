package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.IpFamily;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.node.desired.Written;
import io.routelb.node.neighbour.Discovery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeReconcilerTest {
    private static final String VIP = "198.51.100.10";
    private static final long MILLI = 1_000_000;

    private final List<String> log = new ArrayList<>();
    private final FakeTable table = new FakeTable(log);
    private final FakeBackend backend = new FakeBackend(log);
    private final AtomicInteger wakes = new AtomicInteger();
    private final NodeReconciler reconciler =
            new NodeReconciler("n1", table, backend, Discovery.BLIND, Optional.empty(), now -> wakes.incrementAndGet());
    private long asn = 64512;
    private String aggregation = "/32";

    private ClusterSnapshot snapshot(String... vips) {
        Map<ObjectKey, ServiceView> services = new HashMap<>();
        for (String vip : vips) {
            ObjectKey key = new ObjectKey("shop", "web" + vip);
            services.put(key, service(key, vip));
        }
        ObjectKey routed = new ObjectKey("routelb-system", "routed");
        ServiceGroupView group = new ServiceGroupView(
                routed,
                "u",
                Instant.EPOCH,
                1,
                "1",
                ServiceGroupView.Kind.REMOTE,
                List.of(
                        new ServiceGroupView.PoolText(
                                IpFamily.IPV4, "198.51.100.10-198.51.100.20", "198.51.100.0/24", aggregation),
                        new ServiceGroupView.PoolText(
                                IpFamily.IPV6, "2001:db8:51::/120", "2001:db8:51::/64", "default")),
                Set.of(),
                ServiceGroupView.Policy.PLAIN,
                Optional.empty());
        NodeView node = new NodeView("n1", Map.of(), Map.of(), true, false, false, List.of(), List.of());
        return new ClusterSnapshot(
                services,
                Map.of(),
                Map.of("n1", node),
                Map.of(routed, group),
                Map.of("all", Written.config("all").asn(asn).view()),
                Map.of("r1", Written.peer("r1", "192.0.2.1").view()));
    }

    private static ServiceView service(ObjectKey key, String vip) {
        return ServiceView.showing(
                key,
                ServiceView.TrafficPolicy.CLUSTER,
                Map.of("purelb.io/allocated-by", "PureLB", "purelb.io/pool-type", "remote"),
                List.of(vip));
    }

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
                List.of("KernelRefused: no room", ""),
                outcome.report().addresses().stream()
                        .map(NodeReport.AddressReport::reason)
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
        assertFalse(reconciler.drain(1000 * MILLI));
        assertEquals(List.of("announce []"), log);
        backend.acknowledgeAll();
        assertFalse(reconciler.drain(1001 * MILLI));
        assertTrue(reconciler.drain(1201 * MILLI));
        assertEquals(Set.of(), table.addresses());
    }
}
