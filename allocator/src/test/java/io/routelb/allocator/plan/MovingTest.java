package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The old address is shown beside the new one for a while: behaviour A3. */
final class MovingTest {
    private static final String POOL = "198.51.100.10-198.51.100.12 198.51.100.0/24";
    private static final ObjectKey A = new ObjectKey("web", "a");

    private final Cluster cluster = new Cluster()
            .group("default", POOL)
            .group("other", "203.0.113.0/28 203.0.113.0/24")
            .service(TestService.named("a"))
            .settle();

    private void over(String... addresses) {
        cluster.state = cluster.state.withOverlapsOver(Map.of(
                A, Set.copyOf(List.of(addresses).stream().map(Addresses::of).toList())));
    }

    @Test
    void theOldAddressIsShownAfterTheNewOneUntilTheOverlapIsOver() {
        cluster.edit("a", service -> service.pin("198.51.100.12"));
        assertEquals(List.of("Allocated"), cluster.events("a"));
        cluster.apply();
        assertEquals(List.of("198.51.100.12", "198.51.100.10"), cluster.addresses("a"));
        assertEquals(2, cluster.status("default").allocatedIPv4(), "both are in use");
        assertEquals(0, cluster.apply(), "nothing more until the time is over");

        over("198.51.100.10");
        assertEquals(List.of(), cluster.events("a"), "no news");
        cluster.apply();
        assertEquals(List.of("198.51.100.12"), cluster.addresses("a"));
        assertEquals(1, cluster.status("default").allocatedIPv4());
    }

    @Test
    void theOldAddressIsNobodysUntilItIsShownNoLonger() {
        cluster.edit("a", service -> service.group("other")).apply();
        cluster.service(TestService.named("b").created(9).pin("198.51.100.10")).apply();
        assertEquals("AddressInUse", cluster.reason("b"));

        over("198.51.100.10");
        AllocationPlan last = cluster.plan();
        assertInstanceOf(Decision.Pending.class, last.services().get(new ObjectKey("web", "b")));
        cluster.apply(last);
        cluster.apply();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("b"));
        assertEquals(List.of("203.0.113.0"), cluster.addresses("a"));
    }

    @Test
    void aRestartInTheMiddleKnowsWhichOneStays() {
        cluster.edit("a", service -> service.pin("198.51.100.12")).apply();
        cluster.restart();
        assertEquals(0, cluster.apply());

        cluster.settle();
        assertEquals(List.of("198.51.100.12"), cluster.addresses("a"));
    }

    @Test
    void aSecondMoveDropsTheOldestAndOverlapsWithTheLast() {
        cluster.edit("a", service -> service.pin("198.51.100.12")).apply();
        over("198.51.100.10");
        cluster.edit("a", service -> service.pin("198.51.100.11")).apply();

        assertEquals(List.of("198.51.100.11", "198.51.100.12"), cluster.addresses("a"));
    }

    @Test
    void goingBackInTheMiddleGoesBackToTheAddressStillShown() {
        cluster.edit("a", service -> service.group("other")).apply();
        cluster.edit("a", service -> service.group("default")).apply();

        assertEquals(List.of("198.51.100.10", "203.0.113.0"), cluster.addresses("a"));
        cluster.settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
    }

    @Test
    void withoutAnOverlapTheOldAddressGoesAtOnce() {
        cluster.with(new PlanSettings("routelb-system", true, Duration.ZERO));
        cluster.edit("a", service -> service.group("other")).apply();

        assertEquals(List.of("203.0.113.0"), cluster.addresses("a"));
    }

    @Test
    void aFamilyThatIsNoLongerWantedGoesAtOnce() {
        cluster.group("default", POOL, "2001:db8::/64 2001:db8::/64")
                .edit("a", TestService::requireDual)
                .settle();
        assertEquals(List.of("198.51.100.10", "2001:db8::"), cluster.addresses("a"));

        cluster.edit("a", service -> service.single(IpFamily.IPV4)).apply();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
    }

    @Test
    void ofTwoAddressesOfAFamilyThatAppearFromNowhereTheFirstValidOneStays() {
        cluster.service(TestService.named("b")
                        .created(9)
                        .holding("default", "198.51.100.10", "198.51.100.12", "198.51.100.11"))
                .settle();

        assertEquals(List.of("198.51.100.12"), cluster.addresses("b"), "the first is another's");
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
    }

    @Test
    void aSharerThatMovesLeavesTheOthersWhereTheyAre() {
        cluster.edit("a", service -> service.sharing("k").ports("80/TCP"))
                .service(TestService.named("b").created(9).sharing("k").ports("81/TCP"))
                .settle();
        cluster.edit("b", service -> service.group("other")).apply();

        assertEquals(List.of("203.0.113.0", "198.51.100.10"), cluster.addresses("b"));
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
        assertEquals(1, cluster.status("default").allocatedIPv4());
        cluster.settle();
        assertEquals(List.of("203.0.113.0"), cluster.addresses("b"));
    }
}
