package io.routelb.node.elect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.LabelSelector;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.TrafficPolicy;
import io.routelb.node.desired.LocalInterfaces;
import io.routelb.node.desired.Reason;
import io.routelb.node.elect.Outcome.Carried;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalPlanTest {
    private static final IPAddress ADDRESS = Addresses.of("192.0.2.240");

    private final SimCluster cluster = new SimCluster();

    @BeforeEach
    void threeNodes() {
        List.of("n1", "n2", "n3").forEach(name -> cluster.node(name, true, false));
    }

    private void service(String name, TrafficPolicy policy, Map<String, String> annotations, String... endpoints) {
        cluster.service(name, "192.0.2.240", policy, annotations);
        cluster.endpoints(name, List.of(endpoints));
    }

    private LocalAddress local() {
        return Optional.ofNullable(cluster.plan().addresses().get(ADDRESS)).orElseThrow();
    }

    private Optional<Reason> refusal(String node) {
        return cluster.plan().refusal(local(), node);
    }

    @Test
    void policyClusterIsForEveryEligibleNode() {
        service("a", TrafficPolicy.CLUSTER, Map.of());
        cluster.node("n2", true, true);
        cluster.node("n3", false, false);
        assertEquals(Optional.empty(), refusal("n1"));
        assertEquals(Optional.empty(), refusal("n2"));
        assertEquals(Map.of("n2", Reason.NODE_EXCLUDED), cluster.plan().takenOut());
        assertEquals(Optional.of(Reason.NODE_NOT_READY), refusal("n3"));
        assertEquals(Optional.of(Reason.NODE_NOT_FOUND), refusal("n4"));
    }

    @Test
    void whoIsTakenOutComesLastWhateverIsPreferred() {
        service("a", TrafficPolicy.CLUSTER, Map.of(Annotations.NODE_AFFINITY, "service-endpoints"), "n1");
        Map<String, Set<Prefix>> alive = new HashMap<>();
        List.of("n1", "n2", "n3").forEach(name -> alive.put(name, Set.of(Prefix.of("192.0.2.0/24"))));
        Candidates candidates = new Candidates();
        candidates.update(cluster.plan(), alive);
        assertEquals("n1", candidates.of(local()).getFirst());
        cluster.node("n1", true, true);
        candidates.update(cluster.plan(), alive);
        assertEquals("n1", candidates.of(local()).getLast());
        cluster.node("n3", true, true);
        candidates.update(cluster.plan(), alive);
        assertEquals(List.of("n2", "n1", "n3"), candidates.of(local()));
    }

    @Test
    void whoAsksToBeWithdrawnHasNoAddressWhileNobodyServesIt() {
        Map<String, String> asked = Map.of(Annotations.WITHDRAW_WHEN_NO_ENDPOINTS, "true");
        service("a", TrafficPolicy.CLUSTER, asked);
        assertEquals(Map.of(), cluster.plan().addresses());
        service("a", TrafficPolicy.CLUSTER, asked, "n2");
        assertEquals(Optional.empty(), refusal("n1"));
    }

    @Test
    void policyLocalIsForNodesWithAnEndpointUnlessAllowLocalSaysOtherwise() {
        service("a", TrafficPolicy.LOCAL, Map.of(), "n2");
        assertEquals(Optional.of(Reason.NO_LOCAL_ENDPOINT), refusal("n1"));
        assertEquals(Optional.empty(), refusal("n2"));
        service("a", TrafficPolicy.LOCAL, Map.of(Annotations.ALLOW_LOCAL, "true"), "n2");
        assertEquals(Optional.empty(), refusal("n1"));
    }

    @Test
    void whoeverSharesAnAddressIsBoundByTheOnesWithPolicyLocal() {
        service("a", TrafficPolicy.LOCAL, Map.of(), "n1", "n2");
        service("b", TrafficPolicy.LOCAL, Map.of(), "n2", "n3");
        service("c", TrafficPolicy.CLUSTER, Map.of());
        assertEquals(Optional.of(Set.of("n2")), local().onlyNodes());
        assertEquals(3, local().services().size());
    }

    @Test
    void affinityPrefersAndNoFailbackBinds() {
        service("a", TrafficPolicy.CLUSTER, Map.of(Annotations.NODE_AFFINITY, "service-endpoints"), "n3");
        assertEquals(Set.of("n3"), local().preferred());
        assertTrue(local().failback());
        service("b", TrafficPolicy.CLUSTER, Map.of(Annotations.NO_FAILBACK, "true"));
        assertEquals(false, local().failback());
    }

    @Test
    void theAnnouncementSaysWhoCarriesIt() {
        service(
                "a",
                TrafficPolicy.CLUSTER,
                Map.of(Annotations.ANNOUNCING_IPV4, "n1,eth0,192.0.2.240 n1,eth0,192.0.2.9"));
        Map<IPAddress, Carried> carry = Map.of(ADDRESS, new Carried(local(), "eth1", 0));
        ServiceView service = cluster.serviceNamed("a");
        ServiceView after = Announcements.of(service, "n2", carry);
        assertEquals("n1,eth0,192.0.2.9 n2,eth1,192.0.2.240", after.annotation(Annotations.ANNOUNCING_IPV4));
        assertSame(after, Announcements.of(after, "n2", carry));
        assertEquals(
                "n1,eth0,192.0.2.9", Announcements.of(after, "n2", Map.of()).annotation(Annotations.ANNOUNCING_IPV4));
    }

    private static LBNodeAgentView agent(String name, LabelSelector selector, String localInterface) {
        return new LBNodeAgentView(
                new ObjectKey("s", name),
                1,
                selector,
                localInterface,
                "kube-lb0",
                List.of("bond0", "gone0"),
                LBNodeAgentView.Garp.DEFAULT,
                LBNodeAgentView.AddressConfig.LOCAL,
                LBNodeAgentView.AddressConfig.DUMMY);
    }

    @Test
    void aSpecificNodeAgentBeatsACatchAll() {
        LBNodeAgentView all = agent("a", LabelSelector.ALL, "default");
        LBNodeAgentView racks = agent("b", new LabelSelector(Map.of("rack", "1"), List.of()), "eth.*");
        NodeView node = new NodeView("n1", Map.of("rack", "1"), Map.of(), true, false, false, List.of(), List.of());
        ClusterSnapshot snapshot = new ClusterSnapshot(
                Map.of(),
                Map.of(),
                Map.of("n1", node),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(all.key(), all, racks.key(), racks));
        assertEquals(Optional.of(racks), LocalInterfaces.agentFor(snapshot, "n1"));
        assertEquals(Optional.of(all), LocalInterfaces.agentFor(snapshot, "n2"));
    }

    @Test
    void interfacesAreTheDefaultRoutesOrThoseTheExpressionMatchesWhole() {
        List<String> present = List.of("lo", "eth0", "eth1", "veth9", "bond0", "kube-lb0");
        Set<String> route = Set.of("eth0");
        assertEquals(
                List.of("bond0", "eth0"),
                LocalInterfaces.of(agent("a", LabelSelector.ALL, "default"), present, route)
                        .names());
        assertEquals(
                List.of("bond0", "eth0", "eth1"),
                LocalInterfaces.of(agent("a", LabelSelector.ALL, "eth[0-9]|kube.*|lo"), present, route)
                        .names());
        LocalInterfaces broken = LocalInterfaces.of(agent("a", LabelSelector.ALL, "eth[0"), present, route);
        assertEquals(List.of("bond0"), broken.names());
        assertEquals("InvalidExpression", broken.problems().getFirst().reason());
    }
}
