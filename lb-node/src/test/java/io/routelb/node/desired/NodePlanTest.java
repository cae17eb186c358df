package io.routelb.node.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.ServiceView.TrafficPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodePlanTest {
    private static final String VIP = "198.51.100.10";

    private static Snapshots lab() {
        return new Snapshots().node("n1").pool("198.51.100.10-198.51.100.12", "198.51.100.0/24", "/32");
    }

    private static NodePlan plan(Snapshots snapshots) {
        return NodePlan.of(snapshots.build(), "n1");
    }

    private static PlannedAddress carried(NodePlan plan, String address) {
        return Objects.requireNonNull(plan.addresses().get(Addresses.of(address)), address + " is not carried");
    }

    @Test
    void carriesTheAddressOfAClusterServiceEvenWithoutEndpoints() {
        NodePlan plan = plan(lab().service("web", TrafficPolicy.CLUSTER, Snapshots.OURS, VIP));
        PlannedAddress address = carried(plan, VIP);
        assertEquals(32, address.prefixLength());
        assertEquals(Prefix.of(VIP + "/32"), address.route());
        assertEquals(List.of(), plan.notHere());
    }

    @ParameterizedTest(name = "{0} {1} aggregation {2} -> {3}")
    @CsvSource({
        "198.51.100.10, 198.51.100.0/24, default, 198.51.100.0/24",
        "198.51.100.10, 198.51.100.0/24, '', 198.51.100.0/24",
        "198.51.100.10, 198.51.100.0/24, /28, 198.51.100.0/28",
        "198.51.100.10, 198.51.100.0/24, /32, 198.51.100.10/32",
        "2001:db8:51::10, 2001:db8:51::/64, default, 2001:db8:51::/64",
        "2001:db8:51::10, 2001:db8:51::/64, /128, 2001:db8:51::10/128"
    })
    void announcesWithThePoolsAggregation(String vip, String subnet, String aggregation, String route) {
        NodePlan plan = plan(new Snapshots()
                .node("n1")
                .pool(vip + "-" + vip, subnet, aggregation)
                .service("web", TrafficPolicy.CLUSTER, Snapshots.OURS, vip));
        PlannedAddress address = carried(plan, vip);
        assertEquals(Prefix.of(route), address.route());
        assertEquals(Prefix.of(route).length(), address.prefixLength());
    }

    @Test
    void announcesAHostRouteForPolicyLocalWhateverTheAggregation() {
        NodePlan plan = plan(new Snapshots()
                .node("n1")
                .pool(VIP + "-" + VIP, "198.51.100.0/24", "default")
                .service("web", TrafficPolicy.LOCAL, Snapshots.OURS, VIP)
                .endpoint("web", "n1", true, true, false));
        assertEquals(Prefix.of(VIP + "/32"), carried(plan, VIP).route());
    }

    @Test
    void keepsAnAddressWhosePoolIsGoneAsAHostRoute() {
        NodePlan plan = plan(new Snapshots().node("n1").service("web", TrafficPolicy.CLUSTER, Snapshots.OURS, VIP));
        assertEquals(32, carried(plan, VIP).prefixLength());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ready here,                              true,  true,  n1, false, true",
        "ready elsewhere only,                    true,  true,  n2, false, false",
        "serving-terminating here and none ready, false, true,  n1, false, true",
        "serving-terminating here but one ready,  false, true,  n1, true,  false",
        "neither ready nor serving,               false, false, n1, false, false"
    })
    void followsTheEndpointRuleForPolicyLocal(
            String description, boolean ready, boolean serving, String node, boolean readyElsewhere, boolean carried) {
        Snapshots snapshots = lab().service("web", TrafficPolicy.LOCAL, Snapshots.OURS, VIP)
                .endpoint("web", node, ready, serving, !ready);
        if (readyElsewhere) {
            snapshots.endpoint("web", "n3", true, true, false);
        }
        NodePlan plan = plan(snapshots);
        assertEquals(carried, plan.addresses().containsKey(Addresses.of(VIP)), description);
        assertEquals(carried, plan.notHere().isEmpty(), description);
    }

    private static final Map<String, String> WITHDRAWN = Map.of(
            Annotations.ALLOCATED_BY,
            Annotations.ALLOCATED_BY_VALUE,
            Annotations.POOL_TYPE,
            "remote",
            Annotations.WITHDRAW_WHEN_NO_ENDPOINTS,
            "true");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "one is ready elsewhere,          CLUSTER, n2, true,  true,  ''",
        "one serves and none is ready,    CLUSTER, n2, false, true,  ''",
        "one is ready and on no node,     CLUSTER, '', true,  true,  ''",
        "none of them is usable,          CLUSTER, n1, false, false, NoEndpoint",
        "none of them is usable or here,  LOCAL,   n2, false, false, NoEndpoint",
        "one is ready and not here,       LOCAL,   n2, true,  true,  NoLocalEndpoint"
    })
    void whoAsksForItIsWithdrawnWhileNoEndpointIsUsableAnywhere(
            String endpoint, TrafficPolicy policy, String node, boolean ready, boolean serving, String reason) {
        NodePlan plan =
                plan(lab().service("web", policy, WITHDRAWN, VIP).endpoint("web", node, ready, serving, !ready));
        assertEquals(reason.isEmpty(), plan.addresses().containsKey(Addresses.of(VIP)), endpoint);
        assertEquals(
                reason.isEmpty() ? List.of() : List.of(reason),
                plan.notHere().stream().map(each -> each.reason().word()).toList(),
                endpoint);
    }

    @Test
    void whoAsksToBeWithdrawnLeavesASharedAddressToTheOthers() {
        Snapshots shared = lab().service("gone", TrafficPolicy.CLUSTER, WITHDRAWN, VIP)
                .service("web", TrafficPolicy.LOCAL, Snapshots.OURS, VIP)
                .endpoint("web", "n1", true, true, false);
        assertEquals(
                Set.of(new ObjectKey("shop", "web")), carried(plan(shared), VIP).services());
        NodePlan nobody = plan(lab().service("gone", TrafficPolicy.CLUSTER, WITHDRAWN, VIP));
        assertEquals(Reason.NO_ENDPOINT, nobody.notHere().getFirst().reason());
    }

    @Test
    void carriesNothingOnANodeThatIsNotInTheCluster() {
        NodePlan plan = NodePlan.of(
                lab().service("web", TrafficPolicy.CLUSTER, Snapshots.OURS, VIP).build(), "n9");
        assertTrue(plan.addresses().isEmpty());
        assertEquals(Reason.NODE_NOT_FOUND, plan.notHere().getFirst().reason());
    }

    @ParameterizedTest(name = "ready {0} networkUnavailable {1} -> {2}")
    @CsvSource({"false, false, NODE_NOT_READY", "true,  true,  NETWORK_UNAVAILABLE"})
    void carriesNothingOnANodeThatIsOut(boolean ready, boolean networkUnavailable, Reason reason) {
        NodePlan plan = plan(lab().node("n1", Map.of(), ready, networkUnavailable)
                .service("web", TrafficPolicy.CLUSTER, Snapshots.OURS, VIP));
        assertTrue(plan.addresses().isEmpty());
        assertEquals(reason, plan.notHere().getFirst().reason());
    }

    @Test
    void neverCarriesAnAddressWithoutOurMark() {
        NodePlan plan = plan(lab().service("web", TrafficPolicy.CLUSTER, Map.of(), VIP));
        assertTrue(plan.addresses().isEmpty());
        assertTrue(plan.notHere().isEmpty());
    }

    @Test
    void reportsAnUnparsableAddressAndCarriesTheOthers() {
        NodePlan plan = plan(lab().service("web", TrafficPolicy.CLUSTER, Snapshots.OURS, "nonsense", VIP));
        assertEquals(Set.of(Addresses.of(VIP)), plan.addresses().keySet());
        assertEquals(Reason.INVALID_ADDRESS, plan.notHere().getFirst().reason());
    }

    @Test
    void aSharedAddressOfClusterServicesIsOneRouteForAll() {
        NodePlan plan = plan(new Snapshots()
                .node("n1")
                .pool(VIP + "-" + VIP, "198.51.100.0/24", "default")
                .service("one", TrafficPolicy.CLUSTER, Snapshots.OURS, VIP)
                .service("two", TrafficPolicy.CLUSTER, Snapshots.OURS, VIP));
        PlannedAddress address = carried(plan, VIP);
        assertEquals(Prefix.of("198.51.100.0/24"), address.route());
        assertEquals(2, address.services().size());
    }

    @ParameterizedTest(name = "one {0}, two Local; endpoints here of one: {1}, of two: {2} -> carried: {3}")
    @CsvSource({
        "CLUSTER, false, true,  true",
        "CLUSTER, true,  false, false",
        "LOCAL,   true,  true,  true",
        "LOCAL,   true,  false, false",
        "LOCAL,   false, true,  false",
        "LOCAL,   false, false, false"
    })
    void aSharedAddressMustSuitEveryLocalService(
            TrafficPolicy one, boolean endpointOfOne, boolean endpointOfTwo, boolean carried) {
        NodePlan plan = plan(new Snapshots()
                .node("n1")
                .pool(VIP + "-" + VIP, "198.51.100.0/24", "default")
                .service("one", one, Snapshots.OURS, VIP)
                .service("two", TrafficPolicy.LOCAL, Snapshots.OURS, VIP)
                .endpoint("one", endpointOfOne ? "n1" : "n2", true, true, false)
                .endpoint("two", endpointOfTwo ? "n1" : "n2", true, true, false));
        assertEquals(carried, plan.addresses().containsKey(Addresses.of(VIP)));
        if (carried) {
            assertEquals(Prefix.of(VIP + "/32"), carried(plan, VIP).route(), "a host route only");
        } else {
            assertEquals(2, plan.notHere().size(), "each Service is told why");
        }
    }

    @Test
    void namesTheSharerThatKeepsAnAddressAway() {
        NodePlan plan = plan(lab().service("one", TrafficPolicy.CLUSTER, Snapshots.OURS, VIP)
                .service("two", TrafficPolicy.LOCAL, Snapshots.OURS, VIP)
                .endpoint("two", "n2", true, true, false));
        assertEquals(
                List.of(Reason.SHARER_WITHOUT_ENDPOINT, Reason.NO_LOCAL_ENDPOINT),
                plan.notHere().stream().map(NotHere::reason).toList());
    }

    @Test
    void aServiceOnItsWayFromALocalToARemoteGroupHasOnlyTheRemoteAddressHere() {
        NodePlan plan = plan(lab().localPool("192.0.2.240-192.0.2.243", "192.0.2.0/24")
                .service("web", TrafficPolicy.CLUSTER, Snapshots.OURS, VIP, "192.0.2.240"));
        assertEquals(Set.of(Addresses.of(VIP)), plan.addresses().keySet());
        assertEquals(Reason.POOL_NOT_REMOTE, plan.notHere().getFirst().reason());
    }
}
