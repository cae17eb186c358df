package io.routelb.node.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BgpPeerView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LabelSelector;
import io.routelb.model.NodeAnnotations;
import io.routelb.model.NodeView;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.model.RoutingIntent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSaysTest {
    private static final Asn CLUSTER = new Asn(64512);

    private static NodeView node(String... pairs) {
        Map<String, String> annotations = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            annotations.put(pairs[i], pairs[i + 1]);
        }
        return new NodeView("n1", Map.of(), annotations, true, false, false, List.of(), List.of());
    }

    private static NodeSays says(String... pairs) {
        return NodeSays.of(node(pairs), CLUSTER, NodeSays.NOTHING);
    }

    private static RoutingPlan plan(Basis before, String... pairs) throws InvalidValueException {
        Snapshots lab = new Snapshots().config("all", LabelSelector.ALL, Backend.NATIVE, CLUSTER.value());
        lab.nodes.put("n1", node(pairs));
        lab.peer("r1", "192.0.2.1", "64500");
        return RoutingPlan.of(lab.build(), "n1", before);
    }

    private static List<String> peers(RoutingPlan plan) {
        return plan.peers().stream()
                .map(peer -> peer.name() + " " + peer.asn() + ":" + peer.port())
                .toList();
    }

    @Test
    void aNodeWithoutAnnotationsSaysNothing() {
        assertEquals(NodeSays.NOTHING, says("kubernetes.io/hostname", "n1"));
    }

    @Test
    void readsKubeRoutersAnnotationsWhereOursAreAbsent() {
        NodeSays says = says(
                "kube-router.io/node.asn", "64600",
                "routelb.io/node.asn", "4200000001",
                "kube-router.io/peer.ips", "192.0.2.1, 2001:db8::1",
                "kube-router.io/peer.asns", "65000,4200000002",
                "kube-router.io/peer.ports", "1179,",
                "kube-router.io/peer.passwords", "c2VjcmV0,",
                "kube-router.io/peer.localips", "192.0.2.11,",
                "kube-router.io/path-prepend.as", "4200000001",
                "kube-router.io/path-prepend.repeat-n", "5",
                "kube-router.io/node.bgp.communities", "65000:1,no-export",
                "kube-router.io/bgp-local-addresses", "192.0.2.11, 2001:db8::11");
        assertEquals(List.of(), says.problems());
        assertEquals(Set.of(Addresses.of("192.0.2.11"), Addresses.of("2001:db8::11")), says.listens());
        assertEquals(Optional.of(new Asn(4_200_000_001L)), says.asn());
        assertEquals(5, says.prepend());
        assertEquals(List.of(65000 << 16 | 1, 0xFFFF_FF01), says.communities());
        BgpPeerView first = says.peers().getFirst();
        assertEquals("192.0.2.1 65000 1179 192.0.2.11", shown(first));
        assertEquals("secret", first.options().password().map(one -> one.text()).orElse(""));
        BgpPeerView second = says.peers().getLast();
        assertEquals("2001:db8::1 4200000002 179 ", shown(second));
        assertTrue(second.options().password().isEmpty());
    }

    private static String shown(BgpPeerView peer) {
        return peer.address() + " " + peer.asn() + " " + peer.port() + " " + peer.sourceAddress();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no number            | node.asn=abc                                         | \"abc\" is not a number",
                "AS 0                 | node.asn=0                                           | AS number 0",
                "five octets          | node.asn=4294967296                                  | not a number up to",
                "no address           | peer.ips=r1;peer.asns=65000                          | \"r1\"",
                "loopback             | peer.ips=127.0.0.1;peer.asns=65000                   | cannot be a BGP neighbour",
                "twice                | peer.ips=192.0.2.1,192.0.2.1;peer.asns=1,2           | stands there twice",
                "no AS                | peer.ips=192.0.2.1                                   | there is no peer.asns",
                "too few              | peer.ips=192.0.2.1,192.0.2.2;peer.asns=65000         | has 1 elements for the 2",
                "AS of nobody         | peer.ips=192.0.2.1;peer.asns=0                       | AS number 0",
                "port 0               | peer.ips=192.0.2.1;peer.asns=1;peer.ports=0          | 0 is no TCP port",
                "port too large       | peer.ips=192.0.2.1;peer.asns=1;peer.ports=65536      | not a number up to 65535",
                "no base64            | peer.ips=192.0.2.1;peer.asns=1;peer.passwords=%%     | is not 80 octets or less in base64",
                "kept on a disk       | peer.ips=192.0.2.1;peer.asns=1;peer.passwords=?      | not kept on disk",
                "source of the other  | peer.ips=192.0.2.1;peer.asns=1;peer.localips=::1     | is not of the family",
                "another's AS         | path-prepend.as=65000;path-prepend.repeat-n=1        | is not the node's AS, which is 64512",
                "too often            | path-prepend.as=64512;path-prepend.repeat-n=11       | not a number up to 10",
                "half of it           | path-prepend.as=64512                                | of use together only",
                "no community         | node.bgp.communities=65536:1                         | is no community",
                "listens to no host   | bgp-local-addresses=0.0.0.0                          | cannot be listened on",
                "listens on a link    | bgp-local-addresses=fe80::1                          | cannot be listened on",
            })
    void whatCannotBeUsedIsNamedWithItsAnnotation(String description, String written, String said) {
        String[] pairs = written.replace(";", "=").split("=", -1);
        for (int i = 0; i < pairs.length; i += 2) {
            pairs[i] = "kube-router.io/" + pairs[i].strip();
        }
        NodeSays says = says(pairs);
        assertEquals(1, says.problems().size(), description);
        String problem = says.problems().getFirst();
        assertTrue(problem.startsWith("annotation kube-router.io/") && problem.contains(said), problem);
        assertEquals(List.of(), says.peers());
    }

    @Test
    void aPartThatCannotBeUsedStaysAsItWasAndTheOthersAreFollowed() {
        NodeSays good = says(
                "routelb.io/node.asn", "64600",
                "routelb.io/peer.ips", "192.0.2.1",
                "routelb.io/peer.asns", "65000",
                "routelb.io/node.bgp.communities", "65000:1");
        NodeSays edited = NodeSays.of(
                node(
                        "routelb.io/node.asn", "x",
                        "routelb.io/peer.ips", "192.0.2.1,192.0.2.2",
                        "routelb.io/peer.asns", "65000",
                        "routelb.io/node.bgp.communities", "65000:2"),
                CLUSTER,
                good);
        assertEquals(good.asn(), edited.asn());
        assertEquals(good.peers(), edited.peers());
        assertEquals(List.of(65000 << 16 | 2), edited.communities());
        assertEquals(2, edited.problems().size());
        NodeSays removed = NodeSays.of(node(), CLUSTER, edited);
        assertEquals(NodeSays.NOTHING, removed);
    }

    @Test
    void aPasswordIsNeverShown() {
        NodeSays says = says(
                "routelb.io/peer.ips",
                "192.0.2.1",
                "routelb.io/peer.asns",
                "1",
                "routelb.io/peer.passwords",
                "c2VjcmV0");
        assertFalse(says.toString().contains("secret"), says.toString());
        NodeSays refused = says(
                "routelb.io/peer.ips",
                "192.0.2.1",
                "routelb.io/peer.asns",
                "1",
                "routelb.io/peer.passwords",
                "c2VjcmV");
        assertFalse(refused.toString().contains("c2VjcmV"), refused.toString());
    }

    @Test
    void aLongerListThanAnybodyReadsIsRefused() {
        String many = "192.0.2.1,".repeat(NodeAnnotations.LONGEST / 10 + 2);
        String said = says("routelb.io/peer.ips", many).problems().getFirst();
        assertTrue(said.contains("longer than " + NodeAnnotations.LONGEST), said);
    }

    @Test
    void theNodesOwnValuesWinOverTheClusters() throws InvalidValueException {
        RoutingPlan plan = plan(
                Basis.NOTHING,
                "routelb.io/node.asn",
                "64600",
                "routelb.io/peer.ips",
                "192.0.2.1,192.0.2.9",
                "routelb.io/peer.asns",
                "65000,64600",
                "routelb.io/peer.ports",
                "1179,179");
        assertEquals(new Asn(64600), plan.localAsn());
        assertEquals(
                List.of(
                        "annotation 192.0.2.1 " + new RoutingIntent.PeerAsn.Exactly(new Asn(65000)) + ":1179",
                        "annotation 192.0.2.9 " + new RoutingIntent.PeerAsn.Internal() + ":179"),
                peers(plan));
        assertEquals(List.of(), plan.problems());
    }

    @Test
    void aNodeWhoseAnnotationCannotBeUsedGoesOnAndSaysSo() throws InvalidValueException {
        RoutingPlan good = plan(Basis.NOTHING, "routelb.io/peer.ips", "192.0.2.9", "routelb.io/peer.asns", "65000");
        RoutingPlan edited = plan(good.basis(), "routelb.io/peer.ips", "192.0.2.x", "routelb.io/peer.asns", "65000");
        assertEquals(peers(good), peers(edited));
        assertEquals(2, peers(edited).size());
        assertEquals(NodeSays.INVALID, edited.problems().getFirst().reason());
        assertTrue(
                edited.problems().getFirst().message().startsWith("Node n1: annotation routelb.io/peer.ips"),
                edited.problems().toString());
    }
}
