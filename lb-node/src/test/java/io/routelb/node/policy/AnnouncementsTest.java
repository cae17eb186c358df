package io.routelb.node.policy;

import static io.routelb.node.policy.Clusters.lab;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RouteAttributes.LargeCommunity;
import io.routelb.model.RoutingIntent;
import io.routelb.model.ServiceView.TrafficPolicy;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.RoutingPlan;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What n1 tells its routers, table by table. */
class AnnouncementsTest {
    private static final TrafficPolicy CLUSTER = TrafficPolicy.CLUSTER;
    private static final TrafficPolicy LOCAL = TrafficPolicy.LOCAL;

    private static RouteAttributes attributes(List<Integer> communities, long med, long preference, int prepend) {
        return new RouteAttributes(
                communities,
                List.of(),
                List.of(),
                med < 0 ? OptionalLong.empty() : OptionalLong.of(med),
                preference < 0 ? OptionalLong.empty() : OptionalLong.of(preference),
                prepend);
    }

    /** Two Services in one aggregate, one of them Local with its endpoint on n1, in a namespace of team a. */
    private static Clusters shop() {
        Clusters lab = lab().peer("r2", "64512", Map.of())
                .service(
                        "web",
                        CLUSTER,
                        Map.of("tier", "web"),
                        Map.of("purelb.io/allocated-from", "routed0"),
                        "198.51.100.1")
                .service(
                        "db",
                        LOCAL,
                        Map.of("tier", "db"),
                        Map.of("purelb.io/allocated-from", "routed1"),
                        "198.51.100.2")
                .exposed("web", List.of("10.96.0.1"), List.of("203.0.113.99", "nonsense"), CLUSTER)
                .endpoints("db", "n1", 1);
        lab.namespaces.put("shop", Map.of("team", "a"));
        return lab;
    }

    private static final String WEB = "198.51.100.1/32";
    private static final String DB = "198.51.100.2/32";
    private static final String BOTH = WEB + " " + DB;
    private static final String AGGREGATED = "198.51.100.0/24 " + DB;

    static List<Arguments> ofWhat() {
        return List.of(
                row("nobody has said anything: as the pools say, inside the AS nothing", lab -> lab, AGGREGATED, ""),
                row("all of it: host routes to everybody", lab -> lab.advertisement("a", ad -> ad), BOTH, BOTH),
                row("a label", lab -> lab.advertisement("a", ad -> ad.services("tier", "db")), DB, DB),
                row("a group", lab -> lab.advertisement("a", ad -> ad.groups("routed0")), WEB, WEB),
                row("a namespace", lab -> lab.advertisement("a", ad -> ad.namespaces("team", "a")), BOTH, BOTH),
                row("another namespace", lab -> lab.advertisement("a", ad -> ad.namespaces("team", "b")), "", ""),
                row("another node", lab -> lab.advertisement("a", ad -> ad.nodes("rack", "2")), "", ""),
                row(
                        "all must match",
                        lab -> lab.advertisement(
                                "a", ad -> ad.nodes("rack", "1").groups("x")),
                        "",
                        ""));
    }

    static List<Arguments> toWhom() {
        return List.of(
                row("one by name", lab -> lab.advertisement("a", ad -> ad.to("r2")), "", BOTH),
                row("by label", lab -> lab.advertisement("a", ad -> ad.toLabelled("edge", "yes")), BOTH, ""),
                row("either", lab -> lab.advertisement("a", ad -> ad.to("r2").toLabelled("edge", "yes")), BOTH, BOTH),
                row("nobody there is", lab -> lab.advertisement("a", ad -> ad.to("r9")), "", ""));
    }

    static List<Arguments> how() {
        return List.of(
                row(
                        "aggregated, but what not every node can serve",
                        lab -> lab.advertisement("a", ad -> ad.length(24)),
                        AGGREGATED,
                        AGGREGATED),
                row(
                        "aggregates to one, hosts to the other",
                        lab -> lab.advertisement("a", ad -> ad.to("r1").length(24))
                                .advertisement("b", ad -> ad.to("r2")),
                        AGGREGATED,
                        BOTH),
                row(
                        "both lengths to one",
                        lab -> lab.advertisement("a", ad -> ad.to("r1").length(24))
                                .advertisement("b", ad -> ad.to("r1")),
                        "198.51.100.0/24 " + BOTH,
                        ""));
    }

    static List<Arguments> otherSources() {
        String external = "203.0.113.99/32";
        String cluster = "10.96.0.1/32";
        String pods = "10.244.1.0/24";
        UnaryOperator<Clusters> wanted = lab -> lab.advertisement("a", ad -> ad.of(Source.EXTERNAL_IP));
        return List.of(
                row("cluster IPs", lab -> lab.advertisement("a", ad -> ad.of(Source.CLUSTER_IP)), cluster, cluster),
                row("external IPs that nobody allowed", wanted, "", ""),
                row("allowed ones", lab -> wanted.apply(lab.allowing("203.0.113.0/24")), external, external),
                row(
                        "pod CIDRs keep their length",
                        lab -> lab.advertisement(
                                "a", ad -> ad.of(Source.POD_CIDR).length(16).most(1)),
                        pods,
                        pods));
    }

    private static Arguments row(String description, UnaryOperator<Clusters> change, String outside, String inside) {
        return Arguments.of(description, change, outside, inside);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ofWhat", "toWhom", "how", "otherSources"})
    void whatIsSelectedIsToldToWhomItIsFor(
            String description, UnaryOperator<Clusters> change, String outside, String inside) {
        Clusters cluster = change.apply(shop());
        assertEquals(outside, cluster.told("r1"), description);
        assertEquals(inside, cluster.told("r2"), description);
    }

    static List<Arguments> mergers() {
        RouteAttributes first = attributes(List.of(0xFDE8_0001), 10, 100, 1);
        RouteAttributes second = attributes(List.of(0xFDE8_0002, 0xFDE8_0001), -1, 200, 3);
        return List.of(
                Arguments.of("one alone", first, RouteAttributes.DEFAULT, "c65000:1 m10 p100 x1", ""),
                Arguments.of("the union, the highest, the longest", first, second, "c65000:1 c65000:2 m10 p200 x3", ""),
                Arguments.of("the other way round", second, first, "c65000:1 c65000:2 m10 p200 x3", ""),
                Arguments.of("one MED twice", first, attributes(List.of(), 10, -1, 0), "c65000:1 m10 p100 x1", ""),
                Arguments.of(
                        "two MEDs: the younger is left out with all it says",
                        first,
                        attributes(List.of(0xFDE8_0009), 11, 300, 9),
                        "c65000:1 m10 p100 x1",
                        "BGPAdvertisement younger: med contradicts that of the older BGPAdvertisement older on route"
                                + " 198.51.100.1/32 and others they both announce; there it is left out"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mergers")
    void severalThatMatchAddUp(
            String description, RouteAttributes older, RouteAttributes younger, String merged, String problem) {
        Clusters cluster = lab().service("web", CLUSTER, "198.51.100.1")
                .advertisement("older", ad -> ad.created(1).with(older))
                .advertisement("younger", ad -> ad.created(2).with(younger));
        assertEquals("198.51.100.1/32 " + merged, cluster.told("r1"), description);
        assertEquals(
                problem.isEmpty() ? List.of() : List.of(problem),
                cluster.announced("n1").problems().stream()
                        .map(each -> each.message())
                        .toList());
    }

    @Test
    void aContradictionLeavesTheYoungersOtherRoutesAlone() {
        Clusters cluster = lab().service("web", CLUSTER, Map.of("tier", "web"), Map.of(), "198.51.100.1")
                .service("db", CLUSTER, Map.of("tier", "db"), Map.of(), "198.51.100.2")
                .advertisement("older", ad -> ad.services("tier", "web").with(attributes(List.of(), 1, -1, 0)))
                .advertisement("younger", ad -> ad.created(1).with(attributes(List.of(), 2, -1, 0)));
        assertEquals("198.51.100.1/32 m1 198.51.100.2/32 m2", cluster.told("r1"));
        assertEquals(1, cluster.announced("n1").problems().size());
    }

    @Test
    void largeCommunitiesAreToldAsWritten() {
        Clusters cluster = lab().service("web", CLUSTER, "198.51.100.1")
                .advertisement(
                        "a",
                        ad -> ad.with(new RouteAttributes(
                                List.of(),
                                List.of(new LargeCommunity(65000, 1, 7)),
                                List.of(),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                0)));
        assertEquals("198.51.100.1/32 l7", cluster.told("r1"));
    }

    /** 0x4004, AS 64512, and 1 Mbit/s for each endpoint as a float of octets. */
    @Test
    void aLinkBandwidthCountsTheNodesEndpoints() {
        Clusters cluster = lab().service("web", LOCAL, "198.51.100.1")
                .endpoints("web", "n1", 3)
                .endpoints("web", "n2", 1)
                .service("any", CLUSTER, "198.51.100.2")
                .advertisement("a", Clusters.Ad::weighted);
        String one = "e4004fc00" + Integer.toHexString(Float.floatToIntBits(125_000F));
        String three = "e4004fc00" + Integer.toHexString(Float.floatToIntBits(375_000F));
        assertEquals("198.51.100.1/32 " + three + " 198.51.100.2/32 " + one, cluster.told("n1", "r1"));
        assertEquals("198.51.100.1/32 " + one + " 198.51.100.2/32 " + one, cluster.told("n2", "r1"));
        assertEquals("198.51.100.2/32 " + one, cluster.told("n3", "r1"));
    }

    static List<Arguments> wishes() {
        String lb = "routelb.io/advertise-load-balancer-ip";
        return List.of(
                Arguments.of("false beats the advertisement", Map.of(lb, "false"), true, ""),
                Arguments.of("false beats the default", Map.of(lb, "false"), false, ""),
                Arguments.of(
                        "kube-router's word",
                        Map.of("kube-router.io/service.advertise.loadbalancerip", "false"),
                        true,
                        ""),
                Arguments.of(
                        "ours before kube-router's",
                        Map.of(lb, "true", "kube-router.io/service.advertise.loadbalancerip", "false"),
                        true,
                        "198.51.100.1/32"),
                Arguments.of("neither true nor false", Map.of(lb, "yes"), true, "198.51.100.1/32"),
                Arguments.of(
                        "a cluster IP beside it",
                        Map.of("routelb.io/advertise-cluster-ip", "true"),
                        true,
                        "10.96.0.1/32 198.51.100.1/32"),
                Arguments.of(
                        "a cluster IP by default",
                        Map.of("kube-router.io/service.advertise.clusterip", "true"),
                        false,
                        "10.96.0.1/32 198.51.100.0/24"),
                Arguments.of(
                        "an external IP",
                        Map.of("routelb.io/advertise-external-ip", "true"),
                        true,
                        "198.51.100.1/32 203.0.113.99/32"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wishes")
    void whatAServiceSaysOfItselfCounts(
            String description, Map<String, String> annotations, boolean advertised, String told) {
        Clusters cluster = lab().allowing("203.0.113.0/24")
                .service("web", CLUSTER, Map.of(), annotations, "198.51.100.1")
                .exposed("web", List.of("10.96.0.1"), List.of("203.0.113.99"), CLUSTER);
        assertEquals(told, (advertised ? cluster.advertisement("a", ad -> ad) : cluster).told("r1"), description);
    }

    static List<Arguments> externalIps() {
        return List.of(
                Arguments.of("allowed", "203.0.113.99", ""),
                Arguments.of("outside the list", "192.0.2.200", "ExternalIPNotAllowed"),
                Arguments.of("of the range cluster IPs are from", "10.96.7.7", "ExternalIPNotAllowed"),
                Arguments.of("somebody's cluster IP outside that range", "10.1.0.1", "ExternalIPTaken"),
                Arguments.of("a node's address", "192.0.2.12", "ExternalIPTaken"),
                Arguments.of("in a pool", "198.51.100.7", "ExternalIPTaken"),
                Arguments.of("loopback", "127.0.0.1", "ExternalIPNotAllowed"),
                Arguments.of("no address", "nonsense", "InvalidExternalIP"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("externalIps")
    void anExternalIpIsToldOnlyIfItIsAllowedAndNobodyElses(String description, String address, String reason) {
        Clusters cluster = lab().allowing(
                        "203.0.113.0/24", "10.0.0.0/8", "192.0.2.8/29", "198.51.100.0/24", "127.0.0.0/8")
                .service("other", CLUSTER)
                .exposed("other", List.of("10.1.0.1"), List.of(), CLUSTER)
                .service("web", CLUSTER)
                .exposed("web", List.of("10.96.0.1"), List.of(address), CLUSTER)
                .advertisement("a", ad -> ad.of(Source.EXTERNAL_IP));
        assertEquals(reason.isEmpty() ? address + "/32" : "", cluster.told("r1"), description);
        assertEquals(
                reason.isEmpty() ? List.of() : List.of(reason),
                cluster.announced("n1").withheld().stream()
                        .map(each -> each.reason().word())
                        .toList());
    }

    @Test
    void clusterIpsFollowInternalTrafficPolicyAndExternalOnesTheExternalOne() {
        Clusters cluster = lab().allowing("203.0.113.0/24")
                .service("in", CLUSTER)
                .exposed("in", List.of("10.96.0.1"), List.of("203.0.113.1"), LOCAL)
                .service("out", LOCAL)
                .exposed("out", List.of("10.96.0.2"), List.of("203.0.113.2"), CLUSTER)
                .endpoints("in", "n1", 1)
                .endpoints("out", "n2", 1)
                .advertisement(
                        "a", ad -> ad.of(Source.CLUSTER_IP, Source.EXTERNAL_IP).length(24));
        assertEquals("10.96.0.0/24 10.96.0.1/32 203.0.113.0/24", cluster.told("n1", "r1"));
        assertEquals("10.96.0.0/24 203.0.113.0/24 203.0.113.2/32", cluster.told("n2", "r1"));
    }

    @Test
    void aNodeThatMayNotServeTellsOfItsPodsOnly() {
        Clusters cluster = lab().node("n1", Map.of(), false)
                .service("web", CLUSTER, "198.51.100.1")
                .exposed("web", List.of("10.96.0.1"), List.of(), CLUSTER)
                .advertisement("a", ad -> ad.of(Source.CLUSTER_IP, Source.LOAD_BALANCER_IP, Source.POD_CIDR));
        assertEquals("10.244.1.0/24", cluster.told("r1"));
    }

    @Test
    void onlyWhatTheKernelHasIsToldAndPeersShareIt() throws Exception {
        Clusters cluster = lab().peer("r2", "64501", Map.of()).service("web", CLUSTER, "198.51.100.1", "198.51.100.2");
        var snapshot = cluster.snapshot();
        Announcements announced = Announcements.of(
                snapshot,
                "n1",
                NodePlan.of(snapshot, "n1"),
                RoutingPlan.of(snapshot, "n1"),
                planned -> planned.address().toString().endsWith(".2"));
        List<RoutingIntent.Peer> peers = announced.intent().peers();
        assertEquals(
                Map.of(Prefix.of("198.51.100.0/24"), RouteAttributes.DEFAULT),
                peers.getFirst().routes());
        assertSame(peers.getFirst().routes(), peers.getLast().routes());
    }

    @Test
    void whatNobodyIsToldOfHasAReason() {
        Clusters cluster = lab().service("web", CLUSTER, Map.of("tier", "web"), Map.of(), "198.51.100.1")
                .service("db", CLUSTER, Map.of("tier", "db"), Map.of(), "198.51.100.2")
                .advertisement("a", ad -> ad.services("tier", "db"));
        assertEquals(
                List.of("198.51.100.1 shop/web NotAdvertised"),
                cluster.announced("n1").withheld().stream()
                        .map(each -> each.address() + " " + each.service() + " "
                                + each.reason().word())
                        .toList());
        assertTrue(lab().service("web", CLUSTER, "198.51.100.1")
                .announced("n1")
                .withheld()
                .isEmpty());
    }

    private static final Map<String, String> OWN = Map.of(
            "routelb.io/path-prepend.as", "64512",
            "routelb.io/path-prepend.repeat-n", "3",
            "routelb.io/node.bgp.communities", "65000:7,65000:1",
            "routelb.io/peer.ips", "203.0.113.9",
            "routelb.io/peer.asns", "64999");

    @Test
    void whatANodeSaysOfItselfIsOnAllItsRoutesAndOnNobodyElses() {
        Clusters cluster = lab().node("n2", Map.of(), OWN, true)
                .service("web", CLUSTER, "198.51.100.1")
                .advertisement("a", ad -> ad.with(attributes(List.of(65000 << 16 | 1), 5, -1, 2)));
        String told = "198.51.100.1/32 c65000:1 c65000:7 m5 x3";
        assertEquals(told, cluster.told("n2", "r1"));
        assertEquals(told, cluster.told("n2", "annotation 203.0.113.9"));
        assertEquals("198.51.100.1/32 c65000:1 m5 x2", cluster.told("n1", "r1"));
    }

    @Test
    void anAdvertisementThatNamesPeersIsNotForThoseOfAnnotations() {
        Clusters cluster = lab().node("n2", Map.of(), OWN, true)
                .service("web", CLUSTER, "198.51.100.1")
                .advertisement("a", ad -> ad.to("r1"));
        assertEquals("", cluster.told("n2", "annotation 203.0.113.9"));
        assertEquals("198.51.100.1/32 c65000:1 c65000:7 x3", cluster.told("n2", "r1"));
    }

    @Test
    void aNodeWithPeersOfItsOwnIsANextHop() {
        Clusters cluster = lab().node("n2", Map.of(), OWN, true)
                .service("web", CLUSTER, "198.51.100.1")
                .advertisement("a", ad -> ad.most(3));
        cluster.peers.clear();
        assertEquals("198.51.100.1/32 c65000:1 c65000:7 x3", cluster.told("n2", "annotation 203.0.113.9"));
    }
}
