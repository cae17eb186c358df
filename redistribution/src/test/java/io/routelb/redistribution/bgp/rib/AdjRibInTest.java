package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.Import;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.PeerOptions.Role;
import io.routelb.model.Prefix;
import io.routelb.model.SpeakerOptions.BestPath;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.ClusterList;
import io.routelb.redistribution.bgp.message.Communities;
import io.routelb.redistribution.bgp.message.LocalPref;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.message.NextHop;
import io.routelb.redistribution.bgp.message.Nlri;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.OnlyToCustomer;
import io.routelb.redistribution.bgp.message.OriginatorId;
import io.routelb.redistribution.bgp.message.PathAttribute;
import io.routelb.redistribution.bgp.message.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdjRibInTest {
    private static final IPv4Address CLUSTER = Addresses.of("10.0.0.42").toIPv4();

    private static final String PREFIX = "198.51.100.1/32";

    private final LocRib loc = new LocRib(BestPath.DEFAULT, Reachability.EVERYWHERE);

    private AdjRibIn from(Source source, PeerOptions options) {
        return new AdjRibIn(loc, Ribs.imports(source, options));
    }

    private AdjRibIn external(PeerOptions options) {
        return from(Ribs.external("192.0.2.1"), options);
    }

    private Optional<Route> best(String prefix) {
        return loc.chosen(Net.of(Prefix.of(prefix))).stream().findFirst();
    }

    private static PeerOptions rule(String within, int ge, int le) {
        return PeerOptions.DEFAULT.withImports(
                new Import(List.of(new PrefixRule(Prefix.of(within), ge, le)), 10, 75, Duration.ZERO));
    }

    @Test
    void withoutPrefixesNamedNothingIsAcceptedYetEverythingCounts() {
        AdjRibIn in = external(PeerOptions.DEFAULT);
        in.accept(Ribs.announce(PREFIX, "198.51.100.2/32"));
        in.accept(Ribs.announce(PREFIX));
        assertEquals(2, in.size());
        assertEquals(0, in.accepted());
        assertEquals(0, loc.size());
        in.accept(Ribs.withdraw(PREFIX));
        assertEquals(1, in.size());
    }

    @ParameterizedTest(name = "{0} {1}-{2}: {3} {4}")
    @CsvSource({
        "198.51.100.0/24, 32, 32, 198.51.100.1/32, true",
        "198.51.100.0/24, 32, 32, 198.51.100.0/31, false",
        "198.51.100.0/24, 24, 32, 198.51.100.0/24, true",
        "198.51.100.0/24, 24, 32, 198.51.0.0/16, false",
        "198.51.100.0/24, 24, 32, 198.51.101.1/32, false",
        "0.0.0.0/0, 0, 32, 198.51.100.1/32, true",
        "0.0.0.0/0, 0, 32, 0.0.0.0/0, false",
        "0.0.0.0/0, 0, 0, 0.0.0.0/0, true",
        "0.0.0.0/0, 0, 0, 198.51.100.1/32, false",
        "::/0, 0, 128, 198.51.100.1/32, false"
    })
    void rulesSayWhatIsAcceptedAndDefaultRoutesHaveToBeAskedFor(
            String within, int ge, int le, String prefix, boolean accepted) {
        AdjRibIn in = external(rule(within, ge, le));
        in.accept(Ribs.announce(prefix));
        assertEquals(accepted ? 1 : 0, in.accepted());
        assertEquals(accepted, best(prefix).isPresent());
    }

    private static Arguments judged(
            String what, Source source, PeerOptions options, String nextHop, PathAttribute attribute, boolean kept) {
        return Arguments.of(what, source, options, nextHop, attribute, kept);
    }

    private static AsPath path(long... asns) {
        return AsPath.sequence(Arrays.stream(asns).boxed().toList());
    }

    static Stream<Arguments> judgements() {
        Source out = Ribs.external("192.0.2.1");
        Source in = Ribs.internal("192.0.2.2", PeerKind.INTERNAL);
        PeerOptions any = Ribs.accepting(10);
        PeerOptions reflector = any.withInside(new PeerOptions.Inside(Optional.of(CLUSTER), Map.of()));
        String hop = "192.0.2.1";
        OnlyToCustomer theirs = new OnlyToCustomer(Ribs.PEER_ASN);
        OnlyToCustomer others = new OnlyToCustomer(64999);
        return Stream.of(
                judged("a path of theirs", out, any, hop, path(Ribs.PEER_ASN), true),
                judged("a route server's path, which begins with another AS", out, any, hop, path(64999, 64998), true),
                judged("our AS in the path", out, any, hop, path(Ribs.PEER_ASN, Ribs.OUR_ASN), false),
                judged("our AS once, allowed once", out, any.withAllowOwnAsn(1), hop, path(1, Ribs.OUR_ASN), true),
                judged(
                        "our AS twice, allowed once",
                        out,
                        any.withAllowOwnAsn(1),
                        hop,
                        path(Ribs.OUR_ASN, Ribs.OUR_ASN),
                        false),
                judged("our own ORIGINATOR_ID", in, any, hop, new OriginatorId(Ribs.OUR_ID), false),
                judged("our CLUSTER_LIST", in, any, hop, new ClusterList(List.of(Ribs.OUR_ID)), false),
                judged("the cluster we reflect for", in, reflector, hop, new ClusterList(List.of(CLUSTER)), false),
                judged("our ID is no cluster", in, reflector, hop, new ClusterList(List.of(Ribs.OUR_ID)), true),
                judged("an ORIGINATOR_ID from outside is dropped", out, any, hop, new OriginatorId(Ribs.OUR_ID), true),
                judged("next hop 0.0.0.0", out, any, "0.0.0.0", path(1), false),
                judged("next hop 127.0.0.1", out, any, "127.0.0.1", path(1), false),
                judged("next hop 224.0.0.1", out, any, "224.0.0.1", path(1), false),
                judged("OTC from our customer", out, any.withRole(Role.PROVIDER), hop, theirs, false),
                judged("OTC from our route server client", out, any.withRole(Role.ROUTE_SERVER), hop, theirs, false),
                judged("OTC of a peer itself", out, any.withRole(Role.PEER), hop, theirs, true),
                judged("OTC of another from a peer", out, any.withRole(Role.PEER), hop, others, false),
                judged("OTC from our provider", out, any.withRole(Role.CUSTOMER), hop, others, true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("judgements")
    void loopsLeaksAndImpossibleNextHopsAreNotAccepted(
            String what, Source source, PeerOptions options, String nextHop, PathAttribute attribute, boolean kept) {
        AdjRibIn in = from(source, options);
        in.accept(Ribs.announce(nextHop, Ribs.attributes(attribute), PREFIX));
        assertEquals(kept ? 1 : 0, in.accepted(), what);
        assertEquals(1, in.size(), what);
        boolean looped = !kept && (what.startsWith("our ") || what.startsWith("the cluster we"));
        assertEquals(looped ? 1 : 0, in.looped(IpFamily.IPV4), what);
        in.clear(IpFamily.IPV4);
        assertEquals(0, in.looped(IpFamily.IPV4), what);
    }

    @Test
    void whatMeansSomethingInsideAnAsIsDroppedFromOutside() {
        AdjRibIn in = external(Ribs.accepting(10));
        in.accept(Ribs.announce("192.0.2.1", Ribs.attributes(new LocalPref(900)), PREFIX));
        assertEquals(100, best(PREFIX).orElseThrow().attributes().localPref());
        assertFalse(
                best(PREFIX).orElseThrow().attributes().find(LocalPref.class).isPresent());
    }

    @Test
    void gracefulShutdownMakesARouteTheLastChoice() {
        AdjRibIn in = external(Ribs.accepting(10));
        in.accept(Ribs.announce(
                "192.0.2.1", Ribs.attributes(new Communities(List.of(Communities.GRACEFUL_SHUTDOWN))), PREFIX));
        assertEquals(0, best(PREFIX).orElseThrow().attributes().localPref());
    }

    @Test
    void aRouteFromAProviderIsMarkedForCustomersOnly() {
        AdjRibIn in = external(Ribs.accepting(10).withRole(Role.CUSTOMER));
        in.accept(Ribs.announce(PREFIX));
        assertEquals(
                new OnlyToCustomer(Ribs.PEER_ASN),
                best(PREFIX)
                        .orElseThrow()
                        .attributes()
                        .find(OnlyToCustomer.class)
                        .orElseThrow());
    }

    @Test
    void aNewSessionIsWarnedOfManyPrefixesAnew() {
        AdjRibIn in = external(Ribs.accepting(4));
        assertInstanceOf(Verdict.Warn.class, in.accept(Ribs.announce("10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32")));
        assertInstanceOf(Verdict.Fine.class, in.accept(Ribs.announce("10.0.0.3/32")));
        in.resume(Ribs.imports(Ribs.external("192.0.2.1"), Ribs.accepting(4)));
        assertInstanceOf(Verdict.Warn.class, in.accept(Ribs.announce("10.0.0.3/32")));
    }

    @Test
    void manyPrefixesAreWarnedOfOnceAndTooManyEndTheSession() {
        AdjRibIn in = external(Ribs.accepting(4));
        assertInstanceOf(Verdict.Fine.class, in.accept(Ribs.announce("10.0.0.1/32", "10.0.0.2/32")));
        Verdict.Warn warn = (Verdict.Warn) in.accept(Ribs.announce("10.0.0.3/32"));
        assertEquals("peer tells 3 IPv4 prefixes of at most 4", warn.sentence());
        assertInstanceOf(Verdict.Fine.class, in.accept(Ribs.announce("10.0.0.4/32")));
        in.accept(Ribs.withdraw("10.0.0.3/32", "10.0.0.4/32"));
        assertInstanceOf(Verdict.Warn.class, in.accept(Ribs.announce("10.0.0.3/32")), "news again after it was less");
        in.accept(Ribs.announce("10.0.0.4/32"));
        Verdict.End end = (Verdict.End) in.accept(Ribs.announce("10.0.0.5/32", "10.0.0.6/32"));
        assertEquals(
                "Cease/Maximum Number of Prefixes Reached (6/1)", end.farewell().describe());
        assertEquals(
                "00010100000004", HexFormat.of().formatHex(end.farewell().data().toArray()));
        assertEquals(Duration.ofMinutes(5), end.restartAfter());
        assertEquals(4, in.size());
        assertEquals(0, in.size(IpFamily.IPV6));
        assertEquals(4, in.accepted(IpFamily.IPV4));
    }

    @Test
    void aLimitThatIsLoweredCountsForWhatIsHeldAndStaleOnesGiveWay() {
        AdjRibIn in = external(Ribs.accepting(10));
        in.accept(Ribs.announce("10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32"));
        assertEquals(
                "peer tells 3 IPv4 prefixes of at most 4",
                assertInstanceOf(Verdict.Warn.class, limited(in, 4)).sentence());
        assertInstanceOf(Verdict.Warn.class, limited(in, 3));
        assertEquals(
                Notification.maximumPrefixes(AfiSafi.IPV4_UNICAST, 2),
                assertInstanceOf(Verdict.End.class, limited(in, 2)).farewell());
        assertEquals(3, in.size(), "they go with the session");
        in.markStale(IpFamily.IPV4);
        in.accept(Ribs.announce("10.0.0.1/32"));
        assertInstanceOf(Verdict.Warn.class, limited(in, 1));
        assertEquals(1, in.size());
    }

    private static Verdict limited(AdjRibIn in, int maxPrefixes) {
        in.reconsider(Ribs.imports(Ribs.external("192.0.2.1"), Ribs.accepting(maxPrefixes)));
        return in.recount();
    }

    @Test
    void prefixesToldAgainDoNotCountTwiceAndStaleOnesGiveWay() {
        AdjRibIn in = external(Ribs.accepting(2));
        in.accept(Ribs.announce("10.0.0.1/32", "10.0.0.2/32"));
        in.markStale(IpFamily.IPV4);
        Verdict verdict = in.accept(Ribs.announce("10.0.0.1/32", "10.0.0.3/32"));
        assertFalse(verdict instanceof Verdict.End, verdict::toString);
        assertEquals(2, in.accepted());
        assertTrue(best("10.0.0.2/32").isEmpty());
    }

    @Test
    void aStormOfAttributesEndsTheSessionBeforeMemoryDoes() {
        AdjRibIn in = external(Ribs.accepting(100));
        Verdict verdict = Verdict.Fine.INSTANCE;
        for (int i = 0; i < 100 && !(verdict instanceof Verdict.End); i++) {
            Communities many = new Communities(Collections.nCopies(255, i));
            verdict = in.accept(Ribs.announce("192.0.2.1", Ribs.attributes(many), "10.0.0." + i + "/32"));
        }
        assertEquals(
                Notification.OUT_OF_RESOURCES,
                assertInstanceOf(Verdict.End.class, verdict).farewell());
        AdjRibIn refused = external(PeerOptions.DEFAULT);
        for (int i = 0; i < 250; i++) {
            Communities many = new Communities(Collections.nCopies(255, i));
            verdict = refused.accept(Ribs.announce("192.0.2.1", Ribs.attributes(many), "10.0.0." + i + "/32"));
        }
        assertInstanceOf(Verdict.Fine.class, verdict, "what is not accepted keeps no attributes");
    }

    @Test
    void pathsToOnePrefixAreToldApartByIdentifierAndBounded() {
        AdjRibIn in = external(Ribs.accepting(1000));
        Prefix prefix = Prefix.of(PREFIX);
        List<PathAttribute> attributes = new ArrayList<>(Ribs.attributes());
        attributes.add(new NextHop(Addresses.of("192.0.2.1").toIPv4()));
        List<Integer> ids = IntStream.range(0, 100).boxed().toList();
        in.accept(new Update(Nlri.NONE, attributes, new Nlri(Collections.nCopies(100, prefix), ids)));
        assertEquals(AdjRibIn.MAX_PATHS, in.accepted());
        in.accept(new Update(new Nlri(List.of(prefix), List.of(7)), List.of(), Nlri.NONE));
        assertEquals(AdjRibIn.MAX_PATHS - 1, in.accepted());
        in.accept(new Update(new Nlri(Collections.nCopies(100, prefix), ids), List.of(), Nlri.NONE));
        assertEquals(0, in.size());
        assertEquals(0, loc.size());
    }

    @Test
    void anotherPolicyDropsWhatItDoesNotAcceptAndAsksForWhatWasDropped() {
        AdjRibIn in = external(rule("198.51.100.0/24", 32, 32));
        in.accept(Ribs.announce(PREFIX, "203.0.113.1/32"));
        Source source = Ribs.external("192.0.2.1");
        assertFalse(in.reconsider(Ribs.imports(source, rule("10.0.0.0/8", 32, 32))));
        assertEquals(0, in.accepted());
        assertTrue(best(PREFIX).isEmpty());
        assertTrue(in.reconsider(Ribs.imports(source, rule("203.0.113.0/24", 32, 32))));
        in.accept(Ribs.announce(PREFIX, "203.0.113.1/32"));
        assertEquals(1, in.accepted());
        assertTrue(best("203.0.113.1/32").isPresent());
    }

    @Test
    void aFamilyThatCannotBeReadAnyMoreGoesAndStaysAway() {
        AdjRibIn in = external(Ribs.accepting(10));
        in.accept(Ribs.announce(PREFIX));
        in.accept(Ribs.announce("2001:db8::1", Ribs.attributes(), "2001:db8:1::1/128"));
        in.accept(new Update(Nlri.NONE, List.of(), Nlri.NONE, Set.of(IpFamily.IPV4), List.of("bad")));
        assertEquals(1, in.accepted());
        in.accept(Ribs.announce(PREFIX));
        assertEquals(1, in.accepted());
        in.resume(Ribs.imports(Ribs.external("192.0.2.1"), Ribs.accepting(10)));
        in.accept(Ribs.announce(PREFIX));
        assertEquals(2, in.accepted());
    }
}
