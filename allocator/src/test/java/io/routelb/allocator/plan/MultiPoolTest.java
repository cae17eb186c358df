package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Annotations;
import io.routelb.model.NodeView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One address of each range, or one of the least used: behaviour A10. */
final class MultiPoolTest {
    private static final String EAST = "192.0.2.240-192.0.2.241 192.0.2.0/24";
    private static final String WEST = "198.51.100.240-198.51.100.241 198.51.100.0/24";
    private static final String SIX = "2001:db8:2::f0-2001:db8:2::f3 2001:db8:2::/64";

    private final Cluster cluster = new Cluster();

    private static TestGroup multi() {
        return TestGroup.named("default").pools(EAST, WEST).multiPool(true);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the group says so                | true  |         | 192.0.2.240 198.51.100.240
            the Service says so              | false | true    | 192.0.2.240 198.51.100.240
            the Service says no              | true  | false   | 192.0.2.240
            nobody says so                   | false |         | 192.0.2.240
            a pin is a pin                   | true  | pin     | 198.51.100.241
            """)
    void theServiceOverridesTheGroup(String description, boolean group, String service, String addresses) {
        TestService asking = TestService.named("a");
        cluster.group(multi().multiPool(group))
                .service(
                        "pin".equals(service)
                                ? asking.pin("198.51.100.241")
                                : asking.annotate(Annotations.MULTI_POOL, service == null ? "" : service))
                .settle();

        assertEquals(List.of(addresses.split(" ", -1)), cluster.addresses("a"), description);
    }

    @Test
    void somethingElseThanTrueOrFalseIsRefused() {
        cluster.group(multi())
                .service(TestService.named("a").annotate(Annotations.MULTI_POOL, "yes"))
                .settle();

        assertEquals("AnnotationInvalid", cluster.reason("a"));
        assertTrue(cluster.message("a").contains("\"yes\""), cluster.message("a"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a ready node in its subnet       | 198.51.100.7 | true  | false | true
            a node that is not ready         | 198.51.100.7 | false | false | false
            a node kept out of balancing     | 198.51.100.7 | true  | true  | false
            a node elsewhere                 | 203.0.113.7  | true  | false | false
            """)
    void aLocalRangeIsLiveWhileSomeNodeCanAnnounceIt(
            String description, String address, boolean ready, boolean excluded, boolean live) {
        cluster.group(multi().local())
                .node("east", "192.0.2.11")
                .node("west", ready, excluded ? Map.of(NodeView.EXCLUDE_LABEL, "") : Map.of(), address)
                .service(TestService.named("a"))
                .settle();

        assertEquals(live ? 2 : 1, cluster.addresses("a").size(), description);
    }

    @Test
    void itGrowsWithNodesRangesAndFreeAddressesAndNeverShrinksUnasked() {
        cluster.group(multi().local())
                .node("east", "192.0.2.11")
                .service(TestService.named("a"))
                .settle();
        assertEquals(List.of("192.0.2.240"), cluster.addresses("a"));

        cluster.node("west", "198.51.100.7").settle();
        assertEquals(List.of("192.0.2.240", "198.51.100.240"), cluster.addresses("a"));

        cluster.nodes.clear();
        cluster.settle();
        assertEquals(2, cluster.addresses("a").size(), "a dead range keeps its address");

        cluster.group(multi().local().pools(EAST)).settle();
        assertEquals(2, cluster.addresses("a").size(), "one that is gone too");

        cluster.group(multi().local().multiPool(false)).settle();
        assertEquals(2, cluster.addresses("a").size(), "and when the group no longer asks for it");

        cluster.edit("a", service -> service.annotate(Annotations.MULTI_POOL, "false"))
                .settle();
        assertEquals(List.of("192.0.2.240"), cluster.addresses("a"));
    }

    @Test
    void aGroupSplitAroundItsRangesTakesNothingAway() {
        cluster.group(multi()).service(TestService.named("a")).settle();
        cluster.group(multi().pools(EAST)).group("split", WEST).settle();

        assertEquals(List.of("192.0.2.240", "198.51.100.240"), cluster.addresses("a"));
    }

    @Test
    void aRangeThatIsFullIsANoteAndIsCompletedLater() {
        cluster.group(multi().pools("192.0.2.240-192.0.2.240 192.0.2.0/24", WEST))
                .service(TestService.named("old").created(1).pin("192.0.2.240"))
                .service(TestService.named("a").created(2))
                .settle();
        assertEquals(List.of("198.51.100.240"), cluster.addresses("a"));
        assertEquals("Allocated", cluster.reason("a"));
        assertTrue(cluster.message("a").contains("192.0.2.240-192.0.2.240"), cluster.message("a"));

        cluster.delete("old").settle();
        assertEquals(List.of("198.51.100.240", "192.0.2.240"), cluster.addresses("a"), "what it has stays first");
    }

    @Test
    void everyFamilyItNeedsHasAtLeastOne() {
        cluster.group(multi()).service(TestService.named("a").requireDual()).settle();
        assertEquals("NoPoolForFamily", cluster.reason("a"));

        cluster.group(multi().pools(EAST, WEST, SIX)).settle();
        assertEquals(List.of("192.0.2.240", "198.51.100.240", "2001:db8:2::f0"), cluster.addresses("a"));
    }

    @Test
    void withoutAnyLiveRangeItWaits() {
        cluster.group(multi().local()).service(TestService.named("a")).settle();
        assertEquals("NoLiveRange", cluster.reason("a"));

        cluster.node("west", "198.51.100.7").settle();
        assertEquals(List.of("198.51.100.240"), cluster.addresses("a"));
    }

    @Test
    void namingAnotherGroupMovesAllAndARestartInTheMiddleChangesNothing() {
        cluster.group(multi())
                .group(TestGroup.named("other")
                        .pools("203.0.113.0/28 203.0.113.0/24")
                        .multiPool(true))
                .service(TestService.named("a"))
                .settle()
                .edit("a", service -> service.group("other"))
                .apply();
        assertEquals(List.of("203.0.113.0", "192.0.2.240", "198.51.100.240"), cluster.addresses("a"));

        cluster.restart();
        assertEquals(0, cluster.apply());
        cluster.settle();
        assertEquals(List.of("203.0.113.0"), cluster.addresses("a"));
    }

    @Test
    void balancePoolsTakesTheLeastUsedRangeThatHasAFreeOne() {
        cluster.group(TestGroup.named("default")
                .pools(EAST, "198.51.100.240-198.51.100.247 198.51.100.0/24")
                .balancePools());
        for (int i = 0; i < 6; i++) {
            cluster.service(TestService.named("s" + i).created(i));
        }
        cluster.settle();

        assertEquals(List.of("192.0.2.240"), cluster.addresses("s0"));
        assertEquals(List.of("198.51.100.240"), cluster.addresses("s1"));
        assertEquals(List.of("192.0.2.241"), cluster.addresses("s2"));
        assertEquals(List.of("198.51.100.243"), cluster.addresses("s5"), "the other is full");

        cluster.delete("s0").delete("s1").delete("s3").delete("s4").delete("s5");
        cluster.service(TestService.named("late").created(9)).settle();
        assertEquals(List.of("198.51.100.240"), cluster.addresses("late"), "0 in use against 1");
    }
}
