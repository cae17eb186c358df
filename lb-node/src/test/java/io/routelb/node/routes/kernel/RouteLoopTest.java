package io.routelb.node.routes.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteType;
import io.routelb.node.apply.KernelException;
import io.routelb.node.desired.LearnedPlan;
import io.routelb.node.desired.MeshPlan;
import io.routelb.node.routes.KernelView;
import io.routelb.node.routes.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The keeper's turns, with a kernel in memory and a clock of our own. */
class RouteLoopTest {
    private static final String R1 = "192.0.2.1";
    private static final String R2 = "198.51.100.1";
    private static final Prefix TEN = Prefix.of("10.1.0.0/16");
    private static final Duration IDLE = Duration.ofHours(1);

    private final FakeRoutes kernel = new FakeRoutes();
    private final Inbox inbox = new Inbox();
    private final List<KernelView> views = new ArrayList<>();
    private final RouteLoop loop = new RouteLoop(kernel, inbox, views::add, 0);
    private long now;

    private Duration turn() {
        now += Duration.ofMillis(100).toNanos();
        return loop.turn(kernel.await(Duration.ZERO), now);
    }

    /** Until nothing is left to be done at once. */
    private void settle() {
        for (int i = 0; i < 10 && turn().compareTo(Duration.ofMillis(500)) < 0; i++) {
            assertTrue(i < 9, "it goes round and round");
        }
    }

    private void follow(boolean install, long metric, Duration retention) {
        follow(install, metric, retention, false);
    }

    private void follow(boolean install, long metric, Duration retention, boolean strangers) {
        follow(new LearnedRoutesView(install, 254, metric, 186, true, List.of(), 100), retention, strangers);
    }

    private void follow(LearnedRoutesView wanted, Duration retention, boolean strangers) {
        follow(wanted, retention, strangers, Map.of());
    }

    private void follow(
            LearnedRoutesView wanted, Duration retention, boolean strangers, Map<Prefix, MeshPlan.PodCidr> pods) {
        Map<Prefix, String> shielded = Map.of(Prefix.of("203.0.113.0/24"), "in a pool");
        inbox.orders(new Inbox.Orders(new LearnedPlan(wanted, retention, strangers, shielded, pods), "kube-lb0"));
    }

    private void learn(String prefix, String... nextHops) {
        List<IPAddress> hops = Arrays.stream(nextHops).map(Addresses::of).toList();
        inbox.learned(Map.of(Prefix.of(prefix), hops));
    }

    private Set<String> ours() {
        Set<String> shown = new TreeSet<>();
        for (Route route : kernel.routes) {
            if (route.protocol() == 186) {
                List<String> gateways = route.nextHops().stream()
                        .map(hop -> hop.gateway().orElseThrow().toString())
                        .toList();
                shown.add(route.prefix() + " " + String.join(" ", gateways));
            }
        }
        return shown;
    }

    @Test
    void whatIsLearnedIsPutThereAndWhatIsWithdrawnTakenAway() {
        follow(true, 1024, Duration.ZERO);
        learn("10.1.0.0/16", R1, R2);
        settle();
        assertEquals(Set.of("10.1.0.0/16 192.0.2.1 198.51.100.1"), ours());
        assertEquals(1, loop.report().installed());
        learn("10.1.0.0/16", R2);
        settle();
        assertEquals(Set.of("10.1.0.0/16 198.51.100.1"), ours());
        learn("10.1.0.0/16");
        settle();
        assertEquals(Set.of(), ours());
    }

    @Test
    void podRoutesAreKeptWhereNothingElseIsInstalledAndGoWithTheMesh() {
        LearnedRoutesView wanted = new LearnedRoutesView(false, 254, 1024, 186, true, List.of(), 100);
        Prefix cidr = Prefix.of("10.244.2.0/24");
        MeshPlan.PodCidr n2 = new MeshPlan.PodCidr("n2", Set.of(Addresses.of(R1)));
        follow(wanted, Duration.ZERO, false, Map.of(cidr, n2));
        learn("10.244.2.0/24", R1);
        learn("10.1.0.0/16", R1);
        settle();
        assertEquals(Set.of("10.244.2.0/24 192.0.2.1"), ours());
        kernel.remove(cidr);
        settle();
        assertEquals(Set.of("10.244.2.0/24 192.0.2.1"), ours());
        assertEquals(1, loop.report().repairs());
        follow(wanted, Duration.ZERO, false, Map.of());
        settle();
        assertEquals(Set.of(), ours());
    }

    @Test
    void ourOwnChangesAreNoNewsAndNothingIsReadAgain() {
        follow(true, 1024, Duration.ZERO);
        settle();
        int reads = kernel.reads;
        learn("10.1.0.0/16", R1);
        settle();
        learn("10.1.0.0/16", R2);
        settle();
        learn("10.1.0.0/16");
        settle();
        assertEquals(IDLE, turn());
        assertEquals(reads, kernel.reads);
    }

    @Test
    void nothingIsTouchedBeforeThereAreOrders() {
        kernel.add(FakeRoutes.route("10.9.0.0/16", 186, 1024, R1));
        learn("10.1.0.0/16", R1);
        settle();
        assertEquals(Set.of("10.9.0.0/16 192.0.2.1"), ours());
        assertEquals(1, views.size());
    }

    @Test
    void whatAnEarlierProcessLeftGoesAtOnceOrWhenNobodyTellsItAgainInTime() {
        kernel.add(FakeRoutes.route("10.1.0.0/16", 186, 1024, R1));
        kernel.add(FakeRoutes.route("10.2.0.0/16", 186, 1024, R1));
        kernel.add(FakeRoutes.route("10.3.0.0/16", 186, 20, R1));
        kernel.add(FakeRoutes.route("10.4.0.0/16", 4, 1024, R1));
        follow(true, 1024, Duration.ofSeconds(60));
        settle();
        assertEquals(Set.of("10.1.0.0/16 192.0.2.1", "10.2.0.0/16 192.0.2.1"), ours());
        learn("10.1.0.0/16", R2);
        settle();
        assertEquals(Set.of("10.1.0.0/16 198.51.100.1", "10.2.0.0/16 192.0.2.1"), ours());
        now += Duration.ofSeconds(60).toNanos();
        settle();
        assertEquals(Set.of("10.1.0.0/16 198.51.100.1"), ours());
        assertTrue(kernel.routes.stream().anyMatch(route -> route.protocol() == 4), "what is not ours stays");
    }

    @Test
    void whatAnEarlierProcessLeftGoesAsSoonAsAllPeersHaveToldTheirRoutes() {
        kernel.add(FakeRoutes.route("10.1.0.0/16", 186, 1024, R1));
        kernel.add(FakeRoutes.route("10.2.0.0/16", 186, 1024, R1));
        follow(true, 1024, Duration.ofSeconds(60));
        settle();
        learn("10.1.0.0/16", R1);
        inbox.complete();
        settle();
        assertEquals(Set.of("10.1.0.0/16 192.0.2.1"), ours());
        assertEquals(IDLE, turn());
    }

    @Test
    void peersThatAreYetToBeFoundHaveTheirTime() {
        kernel.add(FakeRoutes.route("10.1.0.0/16", 186, 1024, R1));
        follow(true, 1024, Duration.ofSeconds(60), true);
        inbox.complete();
        settle();
        assertEquals(Set.of("10.1.0.0/16 192.0.2.1"), ours());
        now += Duration.ofSeconds(60).toNanos();
        settle();
        assertEquals(Set.of(), ours());
    }

    @Test
    void whatAnEarlierProcessLeftIsNotWaitedForWhenAllWasToldBeforeTheFirstOrders() {
        kernel.add(FakeRoutes.route("10.1.0.0/16", 186, 1024, R1));
        kernel.add(FakeRoutes.route("10.2.0.0/16", 186, 1024, R1));
        learn("10.1.0.0/16", R1);
        inbox.complete();
        settle();
        assertEquals(2, ours().size(), "nothing is touched before there are orders");
        follow(true, 1024, Duration.ofSeconds(60));
        settle();
        assertEquals(Set.of("10.1.0.0/16 192.0.2.1"), ours());
    }

    @Test
    void withoutRetentionLeftoversGoWithTheFirstOrders() {
        kernel.add(FakeRoutes.route("10.1.0.0/16", 186, 1024, R1));
        follow(true, 1024, Duration.ZERO);
        settle();
        assertEquals(Set.of(), ours());
    }

    @Test
    void whatAPeerToldOtherwiseBeforeTheFirstOrdersIsNotKeptAsItWas() {
        kernel.add(FakeRoutes.route("10.1.0.0/16", 186, 1024, R1));
        learn("10.1.0.0/16", "172.16.9.9");
        settle();
        follow(true, 1024, Duration.ofSeconds(60));
        settle();
        assertEquals(Map.of(Refusal.Kind.UNREACHED, 1), loop.report().refused());
        assertEquals(Set.of(), ours());
    }

    @Test
    void anInheritedRouteThatLeadsNowhereGoesAtOnce() {
        kernel.add(FakeRoutes.route("10.1.0.0/16", 186, 1024, R1));
        kernel.links.remove(0);
        follow(true, 1024, Duration.ofSeconds(60));
        settle();
        assertEquals(Set.of(), ours());
    }

    @Test
    void whileNothingIsToBeInstalledTheRoutesOfAnotherDaemonWithOurNumberStay() {
        kernel.add(FakeRoutes.route("10.1.0.0/16", 186, 1024, R1));
        kernel.add(FakeRoutes.route("10.2.0.0/16", 186, 20, R1));
        follow(false, 1024, Duration.ofSeconds(60));
        learn("10.3.0.0/16", R1);
        settle();
        assertEquals(Set.of("10.2.0.0/16 192.0.2.1"), ours());
    }

    @Test
    void routesMoveWhenTheirMarksChangeAndGoWhenNotWantedAnyMore() {
        follow(true, 1024, Duration.ZERO);
        learn("10.1.0.0/16", R1);
        settle();
        follow(true, 50, Duration.ZERO);
        settle();
        assertEquals(
                List.of(50L),
                kernel.routes.stream()
                        .filter(r -> r.protocol() == 186)
                        .map(Route::metric)
                        .toList());
        follow(false, 50, Duration.ZERO);
        settle();
        assertEquals(Set.of(), ours());
    }

    @Test
    void routesMoveToAnotherTableAndNothingStaysInTheFirst() {
        follow(true, 1024, Duration.ZERO);
        learn("10.1.0.0/16", R1);
        settle();
        follow(new LearnedRoutesView(true, 100, 1024, 186, true, List.of(), 100), Duration.ZERO, false);
        settle();
        assertEquals(
                List.of(100),
                kernel.routes.stream()
                        .filter(route -> route.protocol() == 186)
                        .map(Route::table)
                        .toList());
    }

    @Test
    void routesOfServiceAddressesAreNoNews() {
        kernel.links.add(FakeRoutes.link(5, "kube-lb0", FakeRoutes.UP));
        follow(true, 1024, Duration.ZERO);
        settle();
        int reads = kernel.reads;
        kernel.add(new Route(Prefix.of("203.0.113.9/32"), List.of(NextHop.onLink(5)), RouteType.UNICAST, 2, 254, 0));
        assertEquals(IDLE, turn());
        assertEquals(reads, kernel.reads);
    }

    @Test
    void anotherOrderOfNextHopsIsTheSameRoute() {
        follow(true, 1024, Duration.ZERO);
        learn("10.1.0.0/16", R1, R2);
        settle();
        kernel.routes.replaceAll(
                route -> route.protocol() == 186 ? FakeRoutes.route("10.1.0.0/16", 186, 1024, R2, R1) : route);
        kernel.overrun();
        settle();
        assertEquals(Set.of("10.1.0.0/16 198.51.100.1 192.0.2.1"), ours());
        assertEquals(0, loop.report().repairs());
    }

    @Test
    void whatSomebodyElseRemovesOrChangesIsPutBackAndCounted() {
        follow(true, 1024, Duration.ZERO);
        learn("10.1.0.0/16", R1, R2);
        learn("10.2.0.0/16", R1);
        settle();
        kernel.remove(TEN);
        settle();
        assertEquals(Set.of("10.1.0.0/16 192.0.2.1 198.51.100.1", "10.2.0.0/16 192.0.2.1"), ours());
        assertEquals(1, loop.report().repairs());
        kernel.remove(TEN);
        kernel.remove(Prefix.of("10.2.0.0/16"));
        kernel.overrun();
        settle();
        assertEquals(2, ours().size());
        assertEquals(3, loop.report().repairs());
    }

    @Test
    void aLinkThatGoesTakesItsNextHopsWithIt() {
        follow(true, 1024, Duration.ZERO);
        learn("10.1.0.0/16", R1, R2);
        learn("10.2.0.0/16", R1);
        settle();
        int before = views.size();
        kernel.cut(2);
        settle();
        assertEquals(Set.of("10.1.0.0/16 198.51.100.1"), ours());
        assertEquals(before + 1, views.size());
        assertEquals(Map.of(Refusal.Kind.UNREACHED, 1), loop.report().refused());
        assertEquals(0, loop.report().repairs());
    }

    @Test
    void whatTheKernelRefusesIsTriedAgainAndNamed() {
        kernel.refused.add(TEN);
        follow(true, 1024, Duration.ZERO);
        learn("10.1.0.0/16", R1);
        Duration next = turn();
        assertEquals(Duration.ofSeconds(1), next);
        assertEquals(
                "cannot add the route to 10.1.0.0/16: it is not wanted",
                loop.report().examples().getFirst().refusal().detail());
        kernel.refused.clear();
        now += Duration.ofSeconds(1).toNanos();
        settle();
        assertEquals(Set.of("10.1.0.0/16 192.0.2.1"), ours());
        assertEquals(Map.of(), loop.report().refused());
    }

    @Test
    void aRouteOfSomebodyElseWithOurMetricIsLeftAloneUntilItGoes() {
        kernel.add(FakeRoutes.route("10.1.0.0/16", 4, 1024, R2));
        follow(true, 1024, Duration.ZERO);
        learn("10.1.0.0/16", R1);
        settle();
        assertEquals(Set.of(), ours());
        assertEquals(Map.of(Refusal.Kind.TAKEN, 1), loop.report().refused());
        kernel.remove(TEN);
        settle();
        assertEquals(Set.of("10.1.0.0/16 192.0.2.1"), ours());
    }

    @Test
    void aKernelThatCannotBeReadIsAskedAgainAfterASecond() {
        follow(true, 1024, Duration.ZERO);
        learn("10.1.0.0/16", R1);
        kernel.broken = true;
        assertEquals(Duration.ofSeconds(1), turn());
        assertEquals("no kernel today", loop.report().problem());
        kernel.broken = false;
        now += Duration.ofSeconds(1).toNanos();
        settle();
        assertEquals(Set.of("10.1.0.0/16 192.0.2.1"), ours());
        assertEquals("", loop.report().problem());
    }

    @Test
    void aStormOfEventsIsReadPaced() {
        follow(true, 1024, Duration.ZERO);
        settle();
        int reads = kernel.reads;
        for (int i = 0; i < 100; i++) {
            kernel.add(FakeRoutes.route("10." + i + ".0.0/16", 4, 0, R1));
            now += 100_000;
            loop.turn(kernel.await(Duration.ZERO), now);
        }
        assertTrue(kernel.reads - reads <= 2, (kernel.reads - reads) + " readings in 10 ms");
        settle();
        assertEquals(Set.of(), ours());
    }

    @Test
    void clearingTakesEverythingOfOursAway() throws KernelException {
        follow(true, 1024, Duration.ZERO);
        learn("10.1.0.0/16", R1);
        settle();
        kernel.add(FakeRoutes.route("10.4.0.0/16", 4, 1024, R1));
        loop.clear();
        assertEquals(Set.of(), ours());
        assertEquals(3, kernel.routes.size());
    }
}
