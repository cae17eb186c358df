package io.routelb.allocator.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.allocator.plan.PolicyJudge;
import io.routelb.allocator.plan.PolicyVerdicts;
import io.routelb.kube.watch.ObjectViews;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.InvalidValueException;
import io.routelb.model.NodeView;
import io.routelb.model.PolicyKey;
import io.routelb.model.PolicyKey.Kind;
import io.routelb.model.PolicyVerdict;
import io.routelb.model.Refusal;
import io.routelb.model.RoutingConfigView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said on RoutingConfigs and BGPPeers, from what people write. */
class RoutingVerdictsTest {
    private final Map<String, NodeView> nodes = new HashMap<>();
    private final Map<String, RoutingConfigView> configs = new HashMap<>();
    private final Map<String, BgpPeerView> peers = new HashMap<>();
    /** Asked after each change, and always to say what is said of the whole. */
    private final PolicyVerdicts remembering = new PolicyVerdicts();

    @BeforeEach
    void twoNodes() throws InvalidValueException {
        node("n1", Map.of());
        node("n2", Map.of("routelb.io/node.asn", "65002"));
        config("all", "backend: 'Native', localASN: 65001");
    }

    private void node(String name, Map<String, String> annotations) {
        nodes.put(
                name, new NodeView(name, Map.of("name", name), annotations, true, false, false, List.of(), List.of()));
    }

    private static JsonObject object(String name, int second, String spec) {
        return JsonParser.parseString(
                        "{metadata: {name: '" + name + "', generation: 3, creationTimestamp: '2026-01-01T00:00:0"
                                + second + "Z'}, spec: {" + spec + "}}")
                .getAsJsonObject();
    }

    private void config(String name, String spec) throws InvalidValueException {
        configs.put(name, ObjectViews.routingConfig(object(name, 1, spec)));
    }

    private void peer(String name, int second, String spec) throws InvalidValueException {
        peers.put(name, ObjectViews.bgpPeer(object(name, second, spec)));
    }

    private ClusterSnapshot cluster() {
        return new ClusterSnapshot(Map.of(), Map.of(), nodes, Map.of(), configs, peers);
    }

    private String said(Kind kind, String name) {
        return said(kind, name, Map.of());
    }

    private String said(Kind kind, String name, Map<PolicyKey, Refusal> refused) {
        Map<PolicyKey, PolicyVerdict> all = PolicyJudge.verdicts(cluster(), refused);
        assertEquals(all, remembering.of(cluster(), refused));
        PolicyVerdict verdict = Objects.requireNonNull(all.get(new PolicyKey(kind, name)), name);
        return verdict.generation() + " " + verdict.condition().status() + " "
                + verdict.condition().reason() + ": " + verdict.condition().message();
    }

    @Test
    void whatIsUsedIsInForce() throws InvalidValueException {
        peer("r1", 1, "address: '192.0.2.1', asn: 64500");
        assertEquals("3 true Accepted: it is in force", said(Kind.BGP_PEER, "r1"));
        assertEquals("3 true Accepted: it is in force", said(Kind.ROUTING_CONFIG, "all"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "loopback             | address: '127.0.0.1', asn: 64500                          | Invalid: address 127.0.0.1 cannot be a BGP neighbour (on node n1",
                "a role inside        | address: '192.0.2.1', asn: 'Internal', role: 'Peer'       | Invalid: role is for external peers only",
                "inside n2's AS alone | address: '192.0.2.1', asn: 65002, role: 'Peer'            | on node n2 of AS 65002",
                "reflecting outside   | address: '192.0.2.1', asn: 1, routeReflectorClient: true  | Invalid: routeReflectorClient is for internal peers only",
                "the older's place    | address: '192.0.2.9', asn: 64500                          | Duplicate: peer 192.0.2.9 is already configured by the older BGPPeer older on node n1",
            })
    void whatCannotBeUsedSaysWhyAndWhere(String description, String spec, String said) throws InvalidValueException {
        peer("older", 0, "address: '192.0.2.9', asn: 64500");
        peer("another", 1, spec);
        String condition = said(Kind.BGP_PEER, "another");
        assertTrue(condition.startsWith("3 false ") && condition.contains(said), description + ": " + condition);
        assertEquals("3 true Accepted: it is in force", said(Kind.BGP_PEER, "older"));
    }

    @Test
    void oneRangeIsOneHoweverItIsSpelt() throws InvalidValueException {
        peer("older", 0, "prefix: '2001:db8::/64', asn: 64500");
        assertEquals("3 true Accepted: it is in force", said(Kind.BGP_PEER, "older"));
        peer("another", 1, "prefix: '2001:db8:0:0::/64', asn: 64500");
        String condition = said(Kind.BGP_PEER, "another");
        assertTrue(condition.startsWith("3 false Duplicate: 2001:db8::/64 is already configured by"), condition);
    }

    @Test
    void whatIsRememberedFollowsNodesConfigsAndPeers() throws InvalidValueException {
        peer("r1", 1, "address: '192.0.2.1', asn: 65003, role: 'Peer'");
        assertEquals("3 true Accepted: it is in force", said(Kind.BGP_PEER, "r1"));
        node("n2", Map.of("routelb.io/node.asn", "65003"));
        assertTrue(said(Kind.BGP_PEER, "r1").contains("on node n2 of AS 65003"), said(Kind.BGP_PEER, "r1"));
        config("all", "backend: 'Kernel'");
        assertTrue(said(Kind.BGP_PEER, "r1").startsWith("3 true NoNode: "), said(Kind.BGP_PEER, "r1"));
        peer("r1", 1, "address: 'x', asn: 65003");
        assertTrue(said(Kind.BGP_PEER, "r1").startsWith("3 false Invalid: "), said(Kind.BGP_PEER, "r1"));
    }

    @Test
    void peersOnDifferentNodesMayHaveOneAddress() throws InvalidValueException {
        peer("one", 0, "address: '192.0.2.9', asn: 64500, nodeSelector: {matchLabels: {name: 'n1'}}");
        peer("two", 1, "address: '192.0.2.9', asn: 64500, nodeSelector: {matchLabels: {name: 'n2'}}");
        assertEquals("3 true Accepted: it is in force", said(Kind.BGP_PEER, "two"));
    }

    @Test
    void whatSelectsNobodyCanBeUsedAndSaysThatItIsNot() throws InvalidValueException {
        peer("r9", 1, "address: '192.0.2.1', asn: 64500, nodeSelector: {matchLabels: {name: 'n9'}}");
        config("none", "nodeSelector: {matchLabels: {name: 'n9'}}");
        assertTrue(said(Kind.BGP_PEER, "r9").startsWith("3 true NoNode: "), said(Kind.BGP_PEER, "r9"));
        assertTrue(said(Kind.ROUTING_CONFIG, "none").startsWith("3 true NoNode: "));
        peer("bad", 1, "address: 'x', asn: 64500, nodeSelector: {matchLabels: {name: 'n9'}}");
        assertTrue(said(Kind.BGP_PEER, "bad").startsWith("3 false Invalid: "), said(Kind.BGP_PEER, "bad"));
    }

    @Test
    void aRangeNeedsSomebodyWhoListens() throws InvalidValueException {
        config("all", "backend: 'Native', listenPort: 0");
        peer("hosts", 1, "prefix: '192.0.2.0/24', asn: 64500");
        assertTrue(
                said(Kind.BGP_PEER, "hosts")
                        .startsWith("3 false Invalid: prefix needs listenPort in RoutingConfig all"),
                said(Kind.BGP_PEER, "hosts"));
    }

    @Test
    void whatCannotBeReadSaysWhatIsInForceInstead() {
        PolicyKey all = new PolicyKey(Kind.ROUTING_CONFIG, "all");
        PolicyKey fresh = new PolicyKey(Kind.BGP_PEER, "new");
        Map<PolicyKey, Refusal> refused =
                Map.of(all, new Refusal(4, "localASN: AS number 0"), fresh, new Refusal(1, "no"));
        assertEquals(
                "4 false Invalid: localASN: AS number 0; its last good form stays in force",
                said(Kind.ROUTING_CONFIG, "all", refused));
        assertEquals(
                "1 false Invalid: no; the other BGPPeers are in force as if it were not there",
                said(Kind.BGP_PEER, "new", refused));
    }
}
