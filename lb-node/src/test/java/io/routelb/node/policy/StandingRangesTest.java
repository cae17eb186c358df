package io.routelb.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.model.ServiceLink;
import io.routelb.model.ServiceView.TrafficPolicy;
import io.routelb.node.desired.Written;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a daemon of the host may take from the link by itself: what no Service can change. */
class StandingRangesTest {
    private static final String POOL = "198.51.100.0/24{24,24} 198.51.100.0/25{32,32}";
    private static final RouteAttributes TAGGED = new RouteAttributes(
            List.of(0xFDE8_0001), List.of(), List.of(), OptionalLong.of(5), OptionalLong.empty(), 0);

    private static Clusters lab() {
        Clusters lab = Clusters.lab();
        lab.configs.put("all", Written.config("all").backend(Backend.BIRD).view());
        return lab;
    }

    private static ServiceLink link(Clusters cluster) {
        return cluster.announced("n1").intent().link();
    }

    private static String ranges(Clusters cluster, String peer) {
        return link(cluster).standing(peer).keySet().stream()
                .map(each -> each.within() + "{" + each.ge() + "," + each.le() + "}")
                .sorted()
                .collect(Collectors.joining(" "));
    }

    static List<Arguments> rules() {
        return List.of(
                row("nobody has said anything: as the pools say", lab -> lab, POOL),
                row("as long as on the link", lab -> ad(lab, ad -> ad.length(24)), POOL),
                row("longer than on the link", lab -> ad(lab, ad -> ad), ""),
                row("the group", lab -> ad(lab, ad -> ad.length(24).groups("routed0")), POOL),
                row("another group", lab -> ad(lab, ad -> ad.length(24).groups("other")), ""),
                row("some Services", lab -> ad(lab, ad -> ad.length(24).services("tier", "web")), ""),
                row("some namespaces", lab -> ad(lab, ad -> ad.length(24).namespaces("team", "a")), ""),
                row("not from every node", lab -> ad(lab, ad -> ad.length(24).most(2)), ""),
                row("by endpoints", lab -> ad(lab, ad -> ad.length(24).weighted()), ""),
                row("something else", lab -> ad(lab, ad -> ad.of(Source.CLUSTER_IP)), ""),
                row("another peer", lab -> ad(lab, ad -> ad.length(24).to("r9")), ""),
                row(
                        "one for all and one for some",
                        lab -> ad(lab, ad -> ad.length(24)).advertisement("b", ad -> ad.services("tier", "web")),
                        ""));
    }

    static List<Arguments> pools() {
        return List.of(
                row(
                        "a range that is no prefix, each address by itself",
                        lab -> pool(lab, "198.51.100.1-198.51.100.4", "198.51.100.0/24", "/32"),
                        "198.51.100.1/32{32,32} 198.51.100.2/31{32,32} 198.51.100.4/32{32,32}"),
                row(
                        "aggregates shorter than the range",
                        lab -> pool(lab, "2001:db8:51::100-2001:db8:51::1ff", "2001:db8:51::/64", "default"),
                        "2001:db8:51::/64{64,64} 2001:db8:51::100/120{128,128}"),
                row(
                        "aggregates longer than the range",
                        lab -> pool(lab, "198.51.100.0/24", "198.51.100.0/24", "/28"),
                        "198.51.100.0/24{28,28} 198.51.100.0/24{32,32}"),
                row("a pool that is none", lab -> pool(lab, "nonsense", "198.51.100.0/24", "/28"), ""));
    }

    private static Clusters pool(Clusters lab, String range, String subnet, String aggregation) {
        lab.groups.clear();
        return lab.pool(range, subnet, aggregation);
    }

    private static Clusters ad(Clusters lab, UnaryOperator<Clusters.Ad> how) {
        return lab.advertisement("a", how);
    }

    private static Arguments row(String description, UnaryOperator<Clusters> change, String expected) {
        return Arguments.of(description, change, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rules", "pools"})
    void aRangeStandsOnlyIfNoServiceCanChangeIt(String description, UnaryOperator<Clusters> change, String expected) {
        Clusters cluster = change.apply(lab());
        assertEquals(expected, ranges(cluster, "r1"), description);
        cluster.service("web", TrafficPolicy.CLUSTER, Map.of("tier", "web"), Map.of(), "198.51.100.1");
        assertEquals(expected, ranges(cluster, "r1"), "whatever Services there are: " + description);
    }

    @Test
    void whatIsToldOfItIsWhatTheServicesInItAreToldWith() {
        Clusters cluster = lab().node(
                        "n1",
                        Map.of(),
                        Map.of("kube-router.io/path-prepend.as", "64512", "kube-router.io/path-prepend.repeat-n", "2"),
                        true)
                .service("web", TrafficPolicy.CLUSTER, "198.51.100.1")
                .advertisement("a", ad -> ad.length(24).with(TAGGED))
                .advertisement(
                        "b",
                        ad -> ad.length(24)
                                .created(1)
                                .with(new RouteAttributes(
                                        List.of(0xFDE8_0002),
                                        List.of(),
                                        List.of(),
                                        OptionalLong.empty(),
                                        OptionalLong.empty(),
                                        1)))
                .advertisement(
                        "contradicts",
                        ad -> ad.length(24)
                                .created(2)
                                .with(new RouteAttributes(
                                        List.of(0xFDE8_0003),
                                        List.of(),
                                        List.of(),
                                        OptionalLong.of(6),
                                        OptionalLong.empty(),
                                        3)));
        RouteAttributes told = cluster.routes("n1", "r1").get(Prefix.of("198.51.100.0/24"));
        assertEquals(
                Set.of(Objects.requireNonNull(told)),
                Set.copyOf(link(cluster).standing("r1").values()));
    }

    @Test
    void whatIsOnTheLinkIsSaidAsItIsThere() {
        Clusters cluster = lab().service("web", TrafficPolicy.CLUSTER, "198.51.100.1")
                .service("one", TrafficPolicy.LOCAL, "198.51.100.2")
                .endpoints("one", "n1", 1)
                .service("elsewhere", TrafficPolicy.LOCAL, "198.51.100.3")
                .endpoints("elsewhere", "n2", 1);
        assertEquals(
                Set.of(Prefix.of("198.51.100.0/24"), Prefix.of("198.51.100.2/32")),
                link(cluster).present());
    }

    @Test
    void ourOwnSpeakerTakesNothingFromTheLink() {
        assertEquals(ServiceLink.EMPTY, link(Clusters.lab().service("web", TrafficPolicy.CLUSTER, "198.51.100.1")));
    }
}
