package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.model.SpeakerOptions.BestPath;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.ClusterList;
import io.routelb.redistribution.bgp.message.Communities;
import io.routelb.redistribution.bgp.message.LocalPref;
import io.routelb.redistribution.bgp.message.MultiExitDisc;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.message.Origin;
import io.routelb.redistribution.bgp.message.OriginatorId;
import io.routelb.redistribution.bgp.message.PathAttribute;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LocRibTest {
    private static final Net NET = Net.of(Prefix.of("198.51.100.1/32"));
    private static final PathAttribute STALE = new Communities(List.of(Communities.LLGR_STALE));
    private static final BestPath DETERMINISTIC = new BestPath(false, true, 16);

    private final Map<IPAddress, Long> metrics = new HashMap<>();

    private OptionalLong metric(IPAddress nextHop) {
        long metric = metrics.getOrDefault(nextHop, 0L);
        return metric < 0 ? OptionalLong.empty() : OptionalLong.of(metric);
    }

    private LocRib rib(BestPath options) {
        return new LocRib(options, this::metric);
    }

    private static Route route(Source source, String nextHop, PathAttribute... attributes) {
        return new Route(NET, source, 0, Ribs.set(nextHop, attributes));
    }

    private static AsPath path(Long... asns) {
        return AsPath.sequence(List.of(asns));
    }

    private static Arguments pair(String step, Route better, Route worse) {
        return Arguments.of(step, better, worse);
    }

    static Stream<Arguments> steps() {
        Source one = Ribs.external("192.0.2.9");
        Source other = Ribs.external("192.0.2.1");
        Source inside = Ribs.internal("192.0.2.1", PeerKind.INTERNAL);
        Source reflector = Ribs.internal("192.0.2.3", PeerKind.INTERNAL);
        PathAttribute first = new OriginatorId(id("10.0.0.1"));
        PathAttribute cluster = new ClusterList(List.of(id("10.0.0.5")));
        return Stream.of(
                pair(
                        "stale for long comes last",
                        route(one, "192.0.2.9"),
                        route(other, "192.0.2.1", new LocalPref(900), STALE)),
                pair(
                        "LOCAL_PREF before AS_PATH",
                        route(one, "192.0.2.9", new LocalPref(101), path(1L, 2L, 3L)),
                        route(other, "192.0.2.1")),
                pair(
                        "AS_PATH before ORIGIN",
                        route(one, "192.0.2.9", new Origin(2)),
                        route(other, "192.0.2.1", path(1L, 2L))),
                pair(
                        "ORIGIN before MED",
                        route(one, "192.0.2.9", new MultiExitDisc(9)),
                        route(other, "192.0.2.1", new Origin(1))),
                pair(
                        "MED of one neighbouring AS",
                        route(one, "192.0.2.9"),
                        route(other, "192.0.2.1", new MultiExitDisc(1))),
                pair("outside before inside", route(one, "192.0.2.9"), route(inside, "192.0.2.1")),
                pair("the nearer next hop", route(one, "192.0.2.9"), route(other, "192.0.2.200")),
                pair("the lower BGP identifier", route(other, "192.0.2.1"), route(one, "192.0.2.9")),
                pair("ORIGINATOR_ID instead of it", route(reflector, "192.0.2.9", first), route(inside, "192.0.2.1")),
                pair(
                        "the shorter CLUSTER_LIST",
                        route(reflector, "192.0.2.9", first),
                        route(inside, "192.0.2.1", first, cluster)));
    }

    private static IPv4Address id(String text) {
        return Addresses.of(text).toIPv4();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void eachStepDecidesWhereTheOnesBeforeItDoNot(String step, Route better, Route worse) {
        metrics.put(Addresses.of("192.0.2.200"), 20L);
        for (boolean deterministic : List.of(true, false)) {
            for (List<Route> order : List.of(List.of(better, worse), List.of(worse, better))) {
                LocRib rib = rib(new BestPath(false, deterministic, 16));
                order.forEach(each -> rib.replace(NET, null, each));
                assertEquals(better, rib.chosen(NET).getFirst(), step);
            }
        }
    }

    @Test
    void medOfAnotherAsCountsOnlyWithAlwaysCompareMed() {
        Route cheap = route(Ribs.external("192.0.2.9"), "192.0.2.9", path(1L), new MultiExitDisc(1));
        Route dear = route(Ribs.external("192.0.2.1"), "192.0.2.1", path(2L), new MultiExitDisc(2));
        for (boolean always : List.of(true, false)) {
            LocRib rib = rib(new BestPath(always, true, 16));
            rib.replace(NET, null, cheap);
            rib.replace(NET, null, dear);
            assertEquals(always ? List.of(cheap) : List.of(dear, cheap), rib.chosen(NET));
        }
    }

    @Test
    void equalRoutesAreUsedTogetherUpToTheMaximumEachNextHopOnce() {
        List<Route> routes = new ArrayList<>();
        for (int peer = 1; peer <= 5; peer++) {
            routes.add(route(Ribs.external("192.0.2." + peer), "192.0.2." + (peer == 5 ? 1 : peer), path((long) peer)));
        }
        LocRib rib = rib(new BestPath(false, true, 3));
        routes.forEach(each -> rib.replace(NET, null, each));
        assertEquals(routes.subList(0, 3), rib.chosen(NET));
        rib.decideBy(DETERMINISTIC);
        assertEquals(routes.subList(0, 4), rib.chosen(NET), "the fifth has the first one's next hop");
    }

    @Test
    void aNextHopThatIsNotReachedIsNotUsedUntilItIs() {
        LocRib rib = rib(DETERMINISTIC);
        List<Change> changes = new ArrayList<>();
        rib.listen(changes::add);
        metrics.put(Addresses.of("192.0.2.1"), -1L);
        Route far = route(Ribs.external("192.0.2.2"), "192.0.2.2", path(1L, 2L));
        Route near = route(Ribs.external("192.0.2.1"), "192.0.2.1");
        rib.replace(NET, null, near);
        rib.replace(NET, null, far);
        assertEquals(List.of(far), rib.chosen(NET));
        metrics.put(Addresses.of("192.0.2.1"), 5L);
        rib.reachabilityChanged();
        assertEquals(List.of(near), rib.chosen(NET));
        rib.reachabilityChanged();
        assertEquals(
                List.of(new Change(NET, List.of(), List.of(far)), new Change(NET, List.of(far), List.of(near))),
                changes);
    }

    @Test
    void otherOptionsDecideEverythingAnewAndSoDoTheFirstOnesAgain() {
        Route cheap = route(Ribs.external("192.0.2.9"), "192.0.2.9", path(1L), new MultiExitDisc(1));
        Route dear = route(Ribs.external("192.0.2.1"), "192.0.2.1", path(2L), new MultiExitDisc(2));
        LocRib rib = rib(DETERMINISTIC);
        rib.replace(NET, null, cheap);
        rib.replace(NET, null, dear);
        for (int i = 0; i < 2; i++) {
            rib.decideBy(new BestPath(true, true, 16));
            assertEquals(List.of(cheap), rib.chosen(NET));
            rib.decideBy(DETERMINISTIC);
            assertEquals(List.of(dear, cheap), rib.chosen(NET));
        }
    }

    @Test
    void equalRoutesAreUsedTogetherWhenTheOrderOfArrivalHasASayToo() {
        Route one = route(Ribs.external("192.0.2.1"), "192.0.2.1", path(1L));
        Route other = route(Ribs.external("192.0.2.2"), "192.0.2.2", path(2L));
        Route longer = route(Ribs.external("192.0.2.3"), "192.0.2.3", path(3L, 4L));
        LocRib rib = rib(new BestPath(false, false, 16));
        List.of(longer, other, one).forEach(each -> rib.replace(NET, null, each));
        assertEquals(Set.of(one, other), Set.copyOf(rib.chosen(NET)));
    }

    @Test
    void theOnlyRouteComesAndGoesWithItsNextHop() {
        LocRib rib = rib(DETERMINISTIC);
        Route route = route(Ribs.external("192.0.2.1"), "192.0.2.1");
        rib.replace(NET, null, route);
        metrics.put(Addresses.of("192.0.2.1"), -1L);
        rib.reachabilityChanged();
        assertEquals(List.of(), rib.chosen(NET));
        metrics.clear();
        rib.reachabilityChanged();
        assertEquals(List.of(route), rib.chosen(NET));
    }

    /** Answers are kept, but not those about every next hop that somebody ever named. */
    @Test
    void aPeerThatNamesNextHopsWithoutEndIsForgottenThem() {
        List<IPAddress> asked = new ArrayList<>();
        LocRib rib = new LocRib(DETERMINISTIC, nextHop -> {
            asked.add(nextHop);
            return OptionalLong.of(0);
        });
        Source peer = Ribs.external("192.0.2.1");
        Route present = route(peer, "192.0.2.1");
        rib.replace(NET, null, present);
        for (int i = 0; i < 3000; i++) {
            Route next = route(peer, "10.0." + i / 250 + "." + (1 + i % 250));
            rib.replace(NET, present, next);
            present = next;
        }
        int before = asked.size();
        rib.replace(NET, present, route(peer, "192.0.2.1"));
        assertEquals(before + 1, asked.size());
    }

    @Test
    void whatIsOurOwnIsNeverReachedThroughOthers() {
        LocRib rib = rib(DETERMINISTIC);
        Route route = route(Ribs.external("192.0.2.1"), "192.0.2.1");
        rib.replace(NET, null, route);
        rib.originate(Set.of(NET));
        assertEquals(List.of(), rib.chosen(NET));
        rib.originate(Set.of());
        assertEquals(List.of(route), rib.chosen(NET));
    }

    /** Routes as they may come: few values, so that they tie often. */
    private static Route random(Random random, int peer) {
        Source source = random.nextBoolean()
                ? Ribs.external("192.0.2." + peer)
                : Ribs.internal("192.0.2." + peer, PeerKind.INTERNAL);
        List<Long> asns = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            asns.add(1L + random.nextInt(3));
        }
        return route(
                source,
                "192.0.2." + (100 + random.nextInt(4)),
                AsPath.sequence(asns),
                new LocalPref(100 + random.nextInt(2)),
                new MultiExitDisc(random.nextInt(3)),
                new Origin(random.nextInt(2)));
    }

    /** RFC 4271 section 9.1.2.2 once more, step by step over the whole set, as one would write it first. */
    private List<Route> naive(List<Route> routes, BestPath options) {
        List<Route> left = new ArrayList<>(routes);
        left.removeIf(each -> routes.stream()
                .anyMatch(
                        one -> one.attributes().localPref() > each.attributes().localPref()));
        List<Route> preferred = List.copyOf(left);
        left.removeIf(each -> preferred.stream()
                .anyMatch(
                        one -> one.attributes().pathLength() < each.attributes().pathLength()));
        List<Route> shortest = List.copyOf(left);
        left.removeIf(each -> shortest.stream()
                .anyMatch(one -> one.attributes().origin() < each.attributes().origin()));
        List<Route> origin = List.copyOf(left);
        left.removeIf(each -> origin.stream()
                .anyMatch(one -> (options.alwaysCompareMed() || neighbour(one) == neighbour(each))
                        && one.attributes().med() < each.attributes().med()));
        if (left.stream().anyMatch(each -> each.source().kind() == PeerKind.EXTERNAL)) {
            left.removeIf(each -> each.source().kind() != PeerKind.EXTERNAL);
        }
        long nearest = left.stream().mapToLong(this::distance).min().orElse(0);
        left.removeIf(each -> distance(each) != nearest);
        left.sort(
                (one, other) -> one.source().address().compareTo(other.source().address()));
        Map<IPAddress, Route> byNextHop = new LinkedHashMap<>();
        left.forEach(each -> byNextHop.putIfAbsent(each.attributes().forwarding(), each));
        return byNextHop.values().stream().limit(options.maximumPaths()).toList();
    }

    private long distance(Route route) {
        return metrics.getOrDefault(route.attributes().forwarding(), 0L);
    }

    private static long neighbour(Route route) {
        return route.attributes().asPath().segments().getFirst().asns().getFirst();
    }

    /** Invariant: whatever came and went, what is used and what listeners know is what the whole set amounts to. */
    @Property(tries = 2000)
    void incrementalDecisionsAreThoseOfTheWholeSet(@ForAll long seed) {
        Random random = new Random(seed);
        BestPath options = new BestPath(random.nextBoolean(), true, 1 + random.nextInt(4));
        metrics.clear();
        metrics.put(Addresses.of("192.0.2.100"), (long) random.nextInt(2));
        LocRib rib = rib(options);
        List<Route> heard = new ArrayList<>();
        rib.listen(change -> {
            assertEquals(heard, change.before());
            heard.clear();
            heard.addAll(change.after());
        });
        Map<Integer, Route> all = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            int peer = 1 + random.nextInt(6);
            Route old = all.remove(peer);
            Route fresh = random.nextInt(3) == 0 ? null : random(random, peer);
            if (fresh != null) {
                all.put(peer, fresh);
            }
            rib.replace(NET, old, fresh);
            assertEquals(naive(List.copyOf(all.values()), options), rib.chosen(NET));
            assertEquals(rib.chosen(NET), heard);
        }
    }

    /** Invariant: with deterministic-med the order of arrival has no say. */
    @Property(tries = 1000)
    void withDeterministicMedTheOrderOfArrivalHasNoSay(@ForAll long seed) {
        Random random = new Random(seed);
        List<Route> routes = new ArrayList<>();
        for (int peer = 1; peer <= 6; peer++) {
            routes.add(random(random, peer));
        }
        LocRib first = rib(DETERMINISTIC);
        routes.forEach(each -> first.replace(NET, null, each));
        List<Route> expected = first.chosen(NET);
        Collections.shuffle(routes, random);
        LocRib second = rib(DETERMINISTIC);
        routes.forEach(each -> second.replace(NET, null, each));
        assertEquals(expected, second.chosen(NET));
    }
}
