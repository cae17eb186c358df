package io.routelb.node.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.BgpPeerView.SecretRef;
import io.routelb.model.IpFamily;
import io.routelb.model.LabelSelector;
import io.routelb.model.MeshView;
import io.routelb.model.MeshView.PodRoutes;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SecretView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which nodes of a mesh have sessions, over what, and what they take from each other. */
class MeshPlanTest {
    private static final PeerOptions.Bfd BFD =
            new PeerOptions.Bfd(Duration.ofMillis(300), Duration.ofMillis(300), 3, false, Optional.empty());

    @Test
    void everyNodeHasASessionWithEveryOtherAndTakesItsPodCidrsAlone() {
        Meshes lab = Meshes.lab();
        assertEquals("node n2,node n3", lab.peers("n1"));
        assertEquals("node n1,node n3", lab.peers("n2"));
        assertEquals("10.244.2.0/24 fd00:2::/64", lab.imports("n1", "node n2"));
        RoutingIntent.Peer peer = lab.peer("n1", "node n2");
        assertEquals(Addresses.of("192.0.2.12"), peer.address());
        assertEquals(Optional.of(Addresses.of("192.0.2.11")), peer.source());
        assertEquals(new RoutingIntent.PeerAsn.Internal(), peer.asn());
        assertEquals(Set.of(IpFamily.values()), peer.families());
        assertEquals(
                Map.of(IpFamily.IPV4, Addresses.of("192.0.2.11"), IpFamily.IPV6, Addresses.of("2001:db8::11")),
                peer.options().inside().nextHops());
        assertFalse(peer.options().extendedNextHop());
        assertEquals("", lab.problems("n1"));
    }

    @Test
    void itFollowsTheNodesAndTheirRoutingConfigs() {
        Meshes lab = Meshes.lab().node("n4", "192.0.2.14");
        assertEquals("node n2,node n3,node n4", lab.peers("n1"));
        lab.nodes.remove("n2");
        assertEquals("node n3,node n4", lab.peers("n1"));
        LabelSelector n3 = new LabelSelector(Map.of("name", "n3"), List.of());
        lab.config(Written.config("n3").selector(n3).asn(64513).mesh(Meshes.FULL));
        assertEquals("node n4", lab.peers("n1"), "another AS");
        assertEquals("", lab.peers("n3"));
        lab.config(Written.config("n3").selector(n3).backend(Backend.KERNEL).mesh(Meshes.FULL));
        assertEquals("node n4", lab.peers("n1"), "one that speaks to nobody");
        for (Backend daemon : List.of(Backend.BIRD, Backend.FRR)) {
            lab.config(Written.config("n3").selector(n3).backend(daemon).mesh(Meshes.FULL));
            assertEquals("node n3,node n4", lab.peers("n1"), "by " + daemon);
            assertEquals("node n1,node n4", lab.peers("n3"), "by " + daemon);
        }
        lab.config(Written.config("n3").selector(n3));
        assertEquals("node n4", lab.peers("n1"), "one that does not want to");
        assertEquals("", lab.peers("n3"));
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "192.0.2.11 2001:db8::11, 192.0.2.12 2001:db8::12, 192.0.2.12,   IPv4 IPv6, both families over one session",
        "2001:db8::11 192.0.2.11, 192.0.2.12,              192.0.2.12,   IPv4,      one of them alone has IPv6",
        "192.0.2.11 2001:db8::11, 2001:db8::12,            2001:db8::12, IPv4 IPv6, IPv4 goes by RFC 8950",
        "2001:db8::11,            2001:db8::12,            2001:db8::12, IPv4 IPv6, no IPv4 address at all",
        "192.0.2.11,              2001:db8::12,            ,             ,          nothing in common"
    })
    void theSessionIsOverWhatBothHave(String ours, String theirs, String over, String families, String why) {
        Meshes lab = new Meshes()
                .config(Written.config("default").mesh(Meshes.FULL))
                .node("n1", ours.split(" "))
                .node("n2", theirs.split(" "));
        if (over == null) {
            assertEquals("", lab.peers("n1"), why);
            assertTrue(lab.problems("n1").contains("no session of the mesh with n2"), lab.problems("n1"));
            return;
        }
        RoutingIntent.Peer peer = lab.peer("n1", "node n2");
        assertEquals(Addresses.of(over), peer.address());
        assertEquals(
                families,
                String.join(
                        " ",
                        peer.families().stream()
                                .map(IpFamily::kubernetesName)
                                .sorted()
                                .toList()));
        assertEquals(
                why.contains("IPv4 ") && !why.contains("one"), peer.options().extendedNextHop(), why);
        assertEquals(peer.families(), peer.options().inside().nextHops().keySet());
        assertEquals(
                IpFamily.of(peer.address()),
                IpFamily.of(lab.peer("n2", "node n1").address()),
                "both choose the same");
    }

    @ParameterizedTest(name = "{0} reflects {1}, {2} is client of {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "-,  -, -,  -, 'node n2,node n3', 'node n1,node n3', 'node n1,node n2'",
                "n1, 1, n2, 1, 'node n2,node n3', 'node n1',         'node n1'",
                "n1, 1, n2, 2, 'node n3',         '',                'node n1'",
                "n1, 1, -,  -, 'node n2,node n3', 'node n1,node n3', 'node n1,node n2'",
                "n1, 1, n1, 1, 'node n1',         '',                ''",
                "n1, x, n2, 1, 'node n3',         '',                'node n1'",
                "n1, 0.0.0.9, n2, 9, 'node n2,node n3', 'node n1',   'node n1'"
            })
    void clientsPeerWithReflectorsOfTheirClusterAlone(
            String server, String cluster, String client, String of, String n1, String n2, String n3) {
        Meshes lab = Meshes.lab();
        if (server != null) {
            lab.annotate(server, "rr.server", cluster);
        }
        if (client != null && !client.equals(server)) {
            lab.annotate(client, "rr.client", of);
        }
        boolean self = client != null && client.equals(server);
        if (self) {
            lab.annotate("n1", "rr.client", of);
        }
        assertEquals(self ? "" : n1, lab.peers("n1"));
        assertEquals(self ? "node n3" : n2, lab.peers("n2"));
        assertEquals(self ? "node n2" : n3, lab.peers("n3"));
    }

    @Test
    void aReflectorReflectsToItsClientsAndIsTakenAtItsWordOfAllPods() {
        Meshes lab = Meshes.lab()
                .annotate("n1", "rr.server", "7")
                .annotate("n2", "rr.client", "7")
                .annotate("n3", "rr.client", "7");
        PeerOptions toClient = lab.peer("n1", "node n2").options();
        assertTrue(toClient.routeReflectorClient());
        assertEquals(
                Optional.of(Addresses.of("0.0.0.7").toIPv4()), toClient.inside().clusterId());
        assertEquals("10.244.2.0/24 fd00:2::/64", lab.imports("n1", "node n2"));
        assertEquals("10.244.1.0/24 10.244.3.0/24 fd00:1::/64 fd00:3::/64", lab.imports("n2", "node n1"));
        assertFalse(lab.peer("n2", "node n1").options().routeReflectorClient());
        assertEquals("", lab.problems("n2"));
        lab.nodes.remove("n1");
        assertTrue(lab.problems("n2").contains("no node of its AS is one"), lab.problems("n2"));
        lab.annotate("n2", "rr.client", "seven");
        assertTrue(
                lab.problems("n2").contains("annotation kube-router.io/rr.client: \"seven\" is no cluster ID"),
                lab.problems("n2"));
    }

    @Test
    void whoDoesNotListenDialsAndTwoThatDoNotCannotMeet() {
        LabelSelector n1 = new LabelSelector(Map.of("name", "n1"), List.of());
        Meshes lab = Meshes.lab()
                .config(Written.config("n1").selector(n1).listenPort(0).mesh(Meshes.FULL))
                .config(Written.config("default").listenPort(1179).mesh(Meshes.FULL));
        assertTrue(lab.peer("n2", "node n1").passive());
        assertFalse(lab.peer("n1", "node n2").passive());
        assertEquals(1179, lab.peer("n1", "node n2").port());
        lab.config(Written.config("default").listenPort(0).mesh(Meshes.FULL));
        assertEquals("", lab.peers("n1"));
        assertTrue(lab.problems("n1").contains("n2, n3: listenPort is 0 on both nodes"), lab.problems("n1"));
    }

    @Test
    void withoutItsSecretNoSessionIsStarted() {
        MeshView wanted =
                new MeshView(true, Optional.of(new SecretRef("mesh", "password")), Optional.of(BFD), PodRoutes.MESH);
        Meshes lab = Meshes.lab().config(Written.config("default").mesh(wanted));
        assertEquals("", lab.peers("n1"));
        assertTrue(lab.problems("n1").contains("RoutingConfig default: mesh: Secret mesh"), lab.problems("n1"));
        lab.secrets.put("mesh", new SecretView("mesh", Map.of("password", "secret")));
        PeerOptions options = lab.peer("n1", "node n2").options();
        assertTrue(options.password().isPresent());
        assertEquals(Optional.of(BFD), options.bfd());
    }

    @Test
    void aBgpPeerWithTheAddressOfANodeCountsInsteadOfTheMesh() {
        Meshes lab = Meshes.lab();
        lab.peers.put("mine", Written.peer("mine", "192.0.2.12").asn("Internal").view());
        assertEquals("mine,node n3", lab.peers("n1"));
        assertEquals("", lab.problems("n1"));
    }

    @Test
    void theKernelGetsTheOthersPodsFromThemAloneAndNothingOfOurOwn() {
        LearnedPlan learned = Meshes.lab().plan("n1").learned();
        assertTrue(learned.installs(Prefix.of("10.244.2.0/24")));
        assertFalse(learned.installs(Prefix.of("10.244.1.0/24")));
        assertFalse(learned.installs(Prefix.of("10.99.0.0/24")));
        assertEquals(
                new MeshPlan.PodCidr("n2", Set.of(Addresses.of("192.0.2.12"), Addresses.of("2001:db8::12"))),
                learned.pods().get(Prefix.of("10.244.2.0/24")));
        assertEquals("in a pod CIDR of this node", learned.shielded().get(Prefix.of("10.244.1.0/24")));
    }

    /** Whatever they are, two nodes agree on whether they have a session, in which families, and who reflects. */
    @Property(tries = 500)
    void bothEndsAgree(@ForAll long seed) {
        Random random = new Random(seed);
        Meshes lab = new Meshes().config(Written.config("default").mesh(Meshes.FULL));
        for (int i = 1; i <= 5; i++) {
            String name = "n" + i;
            switch (random.nextInt(3)) {
                case 0 -> lab.node(name, "192.0.2.1" + i);
                case 1 -> lab.node(name, "2001:db8::1" + i);
                default -> lab.node(name, "2001:db8::1" + i, "192.0.2.1" + i);
            }
            for (String annotation : List.of("rr.server", "rr.client")) {
                if (random.nextInt(3) == 0) {
                    lab.annotate(name, annotation, Integer.toString(1 + random.nextInt(2)));
                }
            }
        }
        for (String one : lab.nodes.keySet()) {
            for (RoutingIntent.Peer peer : lab.plan(one).peers()) {
                String other = peer.name().substring("node ".length());
                RoutingIntent.Peer back = lab.peer(other, "node " + one);
                assertEquals(Optional.of(back.address()), peer.source());
                assertEquals(Optional.of(peer.address()), back.source());
                assertEquals(peer.families(), back.families());
                assertEquals(peer.options().extendedNextHop(), back.options().extendedNextHop());
            }
        }
    }
}
