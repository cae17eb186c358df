package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.BgpAdvertisementView.Selection;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointView;
import io.routelb.model.IpFamily;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingPolicies;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.TrafficPolicy;
import io.routelb.node.desired.Draining;
import io.routelb.node.desired.Reason;
import io.routelb.node.desired.Why;
import io.routelb.redistribution.RoutingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of the addresses of a node that is taken out. */
class NodeDrainTest extends OneRouter {
    /** Peer r1 is there and has been told everything. */
    private void established() {
        backend.established = List.of(new RoutingStatus.Peer(
                "r1",
                Addresses.of("192.0.2.1"),
                64500,
                "Established",
                Instant.EPOCH,
                Duration.ZERO,
                Duration.ZERO,
                Set.of(IpFamily.IPV4),
                Map.of(IpFamily.IPV4, new RoutingStatus.Prefixes(0, 0, 1, 0)),
                0,
                "",
                new RoutingStatus.Told(Long.MAX_VALUE, Set.of(IpFamily.IPV4)),
                RoutingStatus.Traffic.NONE,
                Optional.empty()));
    }

    private void drained(boolean wanted) {
        nodeAnnotations = wanted ? Map.of("routelb.io/drain", "now") : Map.of();
    }

    private void otherNode() {
        others.put("n2", new NodeView("n2", Map.of(), Map.of(), true, false, false, List.of(), List.of()));
    }

    private boolean standsBack() {
        return backend.intents.getLast().peers().getFirst().routes().values().stream()
                .allMatch(with -> with.communities().contains(Draining.GRACEFUL_SHUTDOWN)
                        && with.localPref().equals(OptionalLong.of(0)));
    }

    private static String inService(NodeReconciler.Outcome outcome) {
        return outcome.report().inService().reason();
    }

    @Test
    void aDrainedNodesRoutesStandBackThenGoAndItsAddressesAfterThem() throws KernelException {
        established();
        otherNode();
        assertEquals("InService", inService(reconciler.reconcile(snapshot(VIP), 0)));
        assertFalse(standsBack());
        drained(true);
        NodeReconciler.Outcome first = reconciler.reconcile(snapshot(VIP), 1000 * MILLI);
        assertEquals("Draining", inService(first));
        assertEquals(Duration.ofSeconds(10), first.nextPass());
        assertTrue(standsBack());
        assertEquals("announce [" + VIP + "/32]", log.getLast());
        assertEquals(List.of("r1"), first.report().addresses().getFirst().advertisedTo());
        NodeReconciler.Outcome second = reconciler.reconcile(snapshot(VIP), 11_000 * MILLI);
        assertEquals("announce []", log.getLast());
        assertEquals("Drained", inService(second));
        assertEquals(
                Optional.of(Reason.NODE_DRAINED),
                second.report().addresses().getFirst().why().map(Why::reason));
        backend.acknowledgeAll();
        reconciler.reconcile(snapshot(VIP), 11_001 * MILLI);
        reconciler.reconcile(snapshot(VIP), 11_201 * MILLI);
        assertEquals(Set.of(), table.addresses());
        drained(false);
        reconciler.reconcile(snapshot(VIP), 12_000 * MILLI);
        assertEquals("announce [" + VIP + "/32]", log.getLast());
        assertFalse(standsBack());
    }

    private static final String CLUSTER_IP = "10.96.0.10";

    /** Addresses that are on no link: the same cluster IP on all nodes. */
    private ClusterSnapshot withClusterIp(TrafficPolicy internal) {
        ClusterSnapshot plain = snapshot(VIP);
        ObjectKey key = plain.services().keySet().iterator().next();
        ServiceView exposed = plain.services()
                .values()
                .iterator()
                .next()
                .withExposure(new ServiceView.Exposure(Map.of(), List.of(CLUSTER_IP), List.of(), internal));
        BgpAdvertisementView all = new BgpAdvertisementView(
                ObjectKey.cluster("all"),
                1,
                Instant.EPOCH,
                Set.of(Source.LOAD_BALANCER_IP, Source.CLUSTER_IP, Source.POD_CIDR),
                Selection.ALL,
                RouteAttributes.DEFAULT,
                LinkBandwidth.NONE,
                OptionalInt.empty(),
                OptionalInt.empty(),
                0);
        return new ClusterSnapshot(
                        Map.of(key, exposed),
                        Map.of(key, List.of(new EndpointView("n1", true, true, false))),
                        plain.nodes(),
                        plain.serviceGroups(),
                        plain.routingConfigs(),
                        plain.bgpPeers())
                .withPolicies(new RoutingPolicies(Map.of("all", all), Map.of()));
    }

    private String told() {
        return log.stream().filter(each -> each.startsWith("announce")).toList().getLast();
    }

    @Test
    void aClusterIpStandsBackAndGoesLikeAnAddressOnALink() throws KernelException {
        established();
        otherNode();
        reconciler.reconcile(withClusterIp(TrafficPolicy.CLUSTER), 0);
        assertEquals("announce [10.96.0.10/32, 198.51.100.10/32]", told());
        drained(true);
        NodeReconciler.Outcome first = reconciler.reconcile(withClusterIp(TrafficPolicy.CLUSTER), 1000 * MILLI);
        assertEquals("announce [10.96.0.10/32, 198.51.100.10/32]", told());
        assertTrue(standsBack());
        assertTrue(first.report().inService().message().contains("2 addresses"));
        NodeReconciler.Outcome second = reconciler.reconcile(withClusterIp(TrafficPolicy.CLUSTER), 11_000 * MILLI);
        assertEquals("announce []", told());
        assertEquals("Drained", inService(second));
        reconciler.reconcile(withClusterIp(TrafficPolicy.CLUSTER), 12_000 * MILLI);
        assertEquals("announce []", told());
        drained(false);
        reconciler.reconcile(withClusterIp(TrafficPolicy.CLUSTER), 13_000 * MILLI);
        assertEquals("announce [10.96.0.10/32, 198.51.100.10/32]", told());
        assertFalse(standsBack());
    }

    @Test
    void aClusterIpThatOnlyThisNodeServesStays() throws KernelException {
        established();
        otherNode();
        reconciler.reconcile(withClusterIp(TrafficPolicy.LOCAL), 0);
        drained(true);
        reconciler.reconcile(withClusterIp(TrafficPolicy.LOCAL), 1000 * MILLI);
        NodeReconciler.Outcome outcome = reconciler.reconcile(withClusterIp(TrafficPolicy.LOCAL), 11_000 * MILLI);
        assertEquals("announce [10.96.0.10/32]", told());
        assertEquals("LastNode", inService(outcome));
        assertTrue(outcome.report().inService().message().contains(CLUSTER_IP));
        assertFalse(standsBack());
    }

    @Test
    void anAgentThatStartsOnADrainedNodeTellsNoClusterIpAndOneThatEndsLetsItGo() throws KernelException {
        established();
        otherNode();
        drained(true);
        reconciler.reconcile(withClusterIp(TrafficPolicy.CLUSTER), 0);
        assertEquals("announce []", told());
        drained(false);
        reconciler.reconcile(withClusterIp(TrafficPolicy.LOCAL), 1000 * MILLI);
        backend.acknowledgeAll();
        assertTrue(reconciler.drain(Duration.ofSeconds(3), 2000 * MILLI).isPresent());
        assertTrue(standsBack());
        assertEquals("announce [10.96.0.10/32, 198.51.100.10/32]", told());
        reconciler.drain(Duration.ofSeconds(3), 5000 * MILLI);
        assertEquals("announce []", told());
    }

    @Test
    void aDrainThatIsTakenBackInTimeCostsNothing() throws KernelException {
        established();
        otherNode();
        reconciler.reconcile(snapshot(VIP), 0);
        drained(true);
        reconciler.reconcile(snapshot(VIP), 1000 * MILLI);
        drained(false);
        reconciler.reconcile(snapshot(VIP), 2000 * MILLI);
        assertFalse(standsBack());
        assertEquals(1, log.stream().filter(each -> each.startsWith("add")).count());
        assertEquals(
                List.of(),
                log.stream().filter(each -> each.startsWith("remove")).toList());
    }

    @Test
    void theLastNodeThatCanServeStays() throws KernelException {
        established();
        reconciler.reconcile(snapshot(VIP), 0);
        drained(true);
        NodeReconciler.Outcome outcome = reconciler.reconcile(snapshot(VIP), 1000 * MILLI);
        assertEquals("LastNode", inService(outcome));
        assertTrue(outcome.report().inService().message().contains(VIP));
        reconciler.reconcile(snapshot(VIP), 60_000 * MILLI);
        assertEquals("announce [" + VIP + "/32]", log.getLast());
        assertFalse(standsBack());
    }

    @Test
    void anAgentThatStartsOnADrainedNodeAnnouncesNothing() throws KernelException {
        established();
        otherNode();
        drained(true);
        reconciler.reconcile(snapshot(VIP), 0);
        assertEquals(List.of("announce []"), log);
    }

    @Test
    void anAgentThatEndsHasItsRoutesStandBackFirst() throws KernelException {
        established();
        reconciler.reconcile(snapshot(VIP), 0);
        backend.acknowledgeAll();
        assertEquals(Optional.of(Duration.ofSeconds(3)), reconciler.drain(Duration.ofSeconds(3), 1000 * MILLI));
        assertTrue(standsBack());
        assertTrue(reconciler.drain(Duration.ofSeconds(3), 4000 * MILLI).isPresent());
        assertEquals("announce []", log.getLast());
        backend.acknowledgeAll();
        reconciler.drain(Duration.ofSeconds(3), 4001 * MILLI);
        assertEquals(Optional.empty(), reconciler.drain(Duration.ofSeconds(3), 4201 * MILLI));
        assertEquals(Set.of(), table.addresses());
    }
}
