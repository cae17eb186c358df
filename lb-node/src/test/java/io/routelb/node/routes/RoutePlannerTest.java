package io.routelb.node.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.OperState;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteType;
import io.routelb.node.desired.LearnedPlan;
import io.routelb.node.desired.MeshPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of the learned routes the kernel should have. */
class RoutePlannerTest {
    private static final String R1 = "192.0.2.1";
    private static final String R2 = "198.51.100.1";
    private static final String R1_V6 = "2001:db8:0:2::1";
    private static final KernelView VIEW = KernelView.of(
            List.of(link(2, "eth0"), link(3, "eth1")),
            List.of(connected("192.0.2.0/24", 2), connected("198.51.100.0/24", 3), connected("2001:db8:0:2::/64", 2)),
            186,
            "kube-lb0");

    private final RoutePlanner planner = new RoutePlanner();

    private static Link link(int index, String name) {
        return new Link(index, name, "", 0x1_0041, 1500, "02:00:00:00:00:01", OperState.UP);
    }

    private static Route connected(String prefix, int index) {
        return new Route(Prefix.of(prefix), List.of(NextHop.onLink(index)), RouteType.UNICAST, 2, 254, 0);
    }

    private static LearnedPlan plan(boolean multipath, int maxPrefixes) {
        return plan(true, multipath, maxPrefixes, Map.of());
    }

    private static LearnedPlan plan(
            boolean install, boolean multipath, int maxPrefixes, Map<Prefix, MeshPlan.PodCidr> pods) {
        return new LearnedPlan(
                new LearnedRoutesView(install, 254, 1024, 186, multipath, List.of(), maxPrefixes),
                Duration.ZERO,
                false,
                Map.of(
                        Prefix.of("203.0.113.0/24"), "in the pool of ServiceGroup a/b",
                        Prefix.of("10.66.0.0/16"), "in a protected prefix"),
                pods);
    }

    private Set<Prefix> learn(String prefix, String... nextHops) {
        List<IPAddress> hops = Arrays.stream(nextHops).map(Addresses::of).toList();
        return planner.learn(Map.of(Prefix.of(prefix), hops));
    }

    private List<String> gateways(String prefix) {
        return planner.wanted(Prefix.of(prefix)).map(Route::nextHops).orElse(List.of()).stream()
                .map(hop -> hop.gateway().orElseThrow().toCanonicalString() + "@" + hop.index())
                .toList();
    }

    private Optional<Refusal.Kind> refusal(String prefix) {
        return Optional.ofNullable(planner.refused().get(Prefix.of(prefix))).map(Refusal::kind);
    }

    @Test
    void equalPathsBecomeOneRouteWithThePlansMarks() {
        planner.judgeAll(plan(true, 10), VIEW, Set.of());
        learn("10.1.0.0/16", R1, R2);
        assertEquals(
                Optional.of(new Route(
                        Prefix.of("10.1.0.0/16"),
                        List.of(NextHop.via(Addresses.of(R1), 2), NextHop.via(Addresses.of(R2), 3)),
                        RouteType.UNICAST,
                        186,
                        254,
                        1024)),
                planner.wanted(Prefix.of("10.1.0.0/16")));
        planner.judgeAll(plan(false, 10), VIEW, Set.of());
        assertEquals(List.of("192.0.2.1@2"), gateways("10.1.0.0/16"));
    }

    @Test
    void ipv4GoesByIpv6NextHopsButNotTheOtherWayRound() {
        planner.judgeAll(plan(true, 10), VIEW, Set.of());
        learn("10.1.0.0/16", R1_V6);
        learn("2001:db8:77::/48", R1);
        assertEquals(List.of(R1_V6 + "@2"), gateways("10.1.0.0/16"));
        assertEquals(Optional.of(Refusal.Kind.UNREACHED), refusal("2001:db8:77::/48"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "0.0.0.0/0,         SHIELDED,  the default route",
        "::/0,              SHIELDED,  the default route of IPv6",
        "203.0.113.0/24,    SHIELDED,  the pool's subnet as other nodes announce it",
        "203.0.113.7/32,    SHIELDED,  an address of a pool",
        "203.0.0.0/16,      ,          more than the pool: the rest of it may be elsewhere",
        "10.66.1.0/24,      SHIELDED,  in a protected prefix",
        "192.0.2.0/24,      SHIELDED,  a connected prefix",
        "192.0.2.200/32,    SHIELDED,  a neighbour",
        "192.0.0.0/16,      ,          around a connected prefix",
        "10.5.0.0/16,       TAKEN,     somebody else's",
        "10.6.0.0/16,       ,          nobody's"
    })
    void refusesWhatIsNotForPeersToSay(String prefix, Refusal.Kind kind, String why) {
        planner.judgeAll(plan(true, 10), VIEW, Set.of(Prefix.of("10.5.0.0/16")));
        learn(prefix, R1, R1_V6);
        assertEquals(Optional.ofNullable(kind), refusal(prefix), why);
        assertEquals(kind == null, planner.wanted().containsKey(Prefix.of(prefix)), why);
    }

    @Test
    void whatIsNotReachedIsRefusedUntilTheKernelKnowsAWay() {
        planner.judgeAll(plan(true, 10), KernelView.EMPTY, Set.of());
        learn("10.1.0.0/16", R1);
        assertEquals(Optional.of(Refusal.Kind.UNREACHED), refusal("10.1.0.0/16"));
        planner.judgeAll(plan(true, 10), VIEW, Set.of());
        assertEquals(List.of("192.0.2.1@2"), gateways("10.1.0.0/16"));
        assertEquals(Map.of(), planner.refused());
    }

    @Test
    void theFirstStayAndAFreePlaceGoesToWhoeverWaitsLongest() {
        planner.judgeAll(plan(true, 2), VIEW, Set.of());
        learn("10.4.0.0/16", R1);
        learn("10.3.0.0/16", R1);
        learn("10.2.0.0/16", R1);
        learn("10.1.0.0/16", R1);
        assertEquals(Optional.of(Refusal.Kind.TOO_MANY), refusal("10.2.0.0/16"));
        learn("10.4.0.0/16", R1, R2);
        assertEquals(2, gateways("10.4.0.0/16").size());
        planner.judgeAll(plan(true, 2), VIEW, Set.of());
        assertEquals(
                Set.of(Prefix.of("10.4.0.0/16"), Prefix.of("10.3.0.0/16")),
                planner.wanted().keySet());
        assertTrue(learn("10.3.0.0/16").contains(Prefix.of("10.2.0.0/16")));
        assertEquals(
                Set.of(Prefix.of("10.4.0.0/16"), Prefix.of("10.2.0.0/16")),
                planner.wanted().keySet());
    }

    @Test
    void nothingIsWantedBeforeSomebodyWantsIt() {
        learn("10.1.0.0/16", R1);
        assertEquals(Map.of(), planner.wanted());
        assertEquals(Map.of(), planner.refused());
        planner.judgeAll(plan(true, 2), VIEW, Set.of());
        assertTrue(planner.wanted().containsKey(Prefix.of("10.1.0.0/16")));
        learn("10.1.0.0/16");
        assertFalse(planner.isLearned(Prefix.of("10.1.0.0/16")));
        assertEquals(Map.of(), planner.wanted());
    }

    @ParameterizedTest(name = "{0} by {1}: {2}")
    @CsvSource({
        "10.244.2.0/24, 192.0.2.1,       ,        as the node told it",
        "10.244.2.0/24, 2001:db8:0:2::1, ,        by its other address",
        "10.244.2.0/24, 198.51.100.1,    SHIELDED, somebody else wants the packets",
        "10.244.2.9/32, 192.0.2.1,       SHIELDED, one pod alone",
        "203.0.113.0/24, 192.0.2.1,      SHIELDED, a node that says the pool is its pods'",
        "10.1.0.0/16,   192.0.2.1,       ,        nobody asked for it"
    })
    void podsAreReachedByTheirNodeAloneWhetherOrNotOtherRoutesAreWanted(
            String prefix, String nextHop, Refusal.Kind kind, String why) {
        MeshPlan.PodCidr n2 = new MeshPlan.PodCidr("n2", Set.of(Addresses.of(R1), Addresses.of(R1_V6)));
        Map<Prefix, MeshPlan.PodCidr> pods = Map.of(Prefix.of("10.244.2.0/24"), n2, Prefix.of("203.0.113.0/24"), n2);
        planner.judgeAll(plan(true, true, 10, pods), VIEW, Set.of());
        learn(prefix, nextHop);
        assertEquals(Optional.ofNullable(kind), refusal(prefix), why);
        assertEquals(kind == null ? 1 : 0, planner.wanted().size(), why);
        planner.judgeAll(plan(false, true, 10, pods), VIEW, Set.of());
        boolean wanted = prefix.equals("10.244.2.0/24") && kind == null;
        assertEquals(wanted ? 1 : 0, planner.wanted().size(), why);
    }

    @Test
    void podsHaveTheirPlacesHoweverManyOtherRoutesThereAre() {
        MeshPlan.PodCidr n2 = new MeshPlan.PodCidr("n2", Set.of(Addresses.of(R1)));
        LearnedPlan plan = plan(true, true, 1, Map.of(Prefix.of("10.244.2.0/24"), n2));
        planner.judgeAll(plan, VIEW, Set.of());
        learn("10.244.2.0/24", R1);
        learn("10.1.0.0/16", R1);
        learn("10.2.0.0/16", R1);
        assertEquals(
                Set.of(Prefix.of("10.244.2.0/24"), Prefix.of("10.1.0.0/16")),
                planner.wanted().keySet());
        learn("10.244.2.0/24");
        learn("10.244.2.0/24", R1);
        planner.judgeAll(plan, VIEW, Set.of());
        learn("10.1.0.0/16");
        assertEquals(
                Set.of(Prefix.of("10.244.2.0/24"), Prefix.of("10.2.0.0/16")),
                planner.wanted().keySet());
    }

    /** However it came to be so, what is wanted is full and what is refused for number alone is the rest. */
    @Property(tries = 300)
    void neitherMoreThanAllowedNorAPlaceLeftEmpty(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 29) Integer> steps,
            @ForAll @IntRange(min = 1, max = 6) int most) {
        RoutePlannerTest fresh = new RoutePlannerTest();
        fresh.planner.judgeAll(plan(true, most), VIEW, Set.of());
        Map<Prefix, Boolean> told = new HashMap<>();
        for (int step : steps) {
            String prefix = "10." + step / 2 + ".0.0/16";
            Set<Prefix> before = new HashSet<>(fresh.planner.wanted().keySet());
            Set<Prefix> touched = step % 2 == 0 ? fresh.learn(prefix) : fresh.learn(prefix, R1);
            told.put(Prefix.of(prefix), step % 2 == 1);
            before.removeAll(fresh.planner.wanted().keySet());
            assertTrue(touched.containsAll(before), "what left is named");
        }
        long learned = told.values().stream().filter(each -> each).count();
        assertEquals(Math.min(learned, most), fresh.planner.wanted().size());
        assertEquals(
                learned, fresh.planner.wanted().size() + fresh.planner.refused().size());
    }
}
