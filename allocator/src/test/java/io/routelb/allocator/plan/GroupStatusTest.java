package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.routelb.model.Condition;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupView.Kind;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a group's status says: behaviours A7 and A15. */
final class GroupStatusTest {
    private static final String POOL = "198.51.100.10-198.51.100.19 198.51.100.0/24";

    private final Cluster cluster = new Cluster();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an address that is none          | 198.51.100.300 198.51.100.0/24              | InvalidRange
            a reversed range                 | 198.51.100.9-198.51.100.1 198.51.100.0/24   | InvalidRange
            host bits in a CIDR              | 198.51.100.1/24 198.51.100.0/24             | InvalidRange
            a subnet that is none            | 198.51.100.1-198.51.100.2 net               | InvalidRange
            a range outside its subnet       | 203.0.113.1-203.0.113.2 198.51.100.0/24     | OutsideSubnet
            a range half outside             | 198.51.100.250-198.51.101.2 198.51.100.0/24 | OutsideSubnet
            an earlier group's range         | 198.51.100.10-198.51.100.19 198.51.100.0/24 | Duplicate
            inside an earlier range          | 198.51.100.12/31 198.51.100.0/24            | Overlaps
            around an earlier range          | 198.51.100.0/24 198.51.100.0/24             | Overlaps
            over its lower edge              | 198.51.100.1-198.51.100.10 198.51.100.0/24  | Overlaps
            over its upper edge              | 198.51.100.19-198.51.100.30 198.51.100.0/24 | Overlaps
            beside it                        | 198.51.100.20-198.51.100.30 198.51.100.0/24 | Accepted
            """)
    void judgesAGroupByItsRangesAndTheEarlierOnes(String description, String pool, String reason) {
        cluster.group("earlier", POOL).group("later", pool);

        Condition condition = accepted("later");
        assertEquals(reason, condition.reason(), description + ": " + condition.message());
        assertEquals(reason.equals("Accepted"), condition.status());
        assertTrue(accepted("earlier").status());
        if (reason.equals("Overlaps") || reason.equals("Duplicate")) {
            assertTrue(condition.message().contains("ServiceGroup earlier"), condition.message());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            overlapping                      | 198.51.100.15-198.51.100.25 198.51.100.0/24 | Overlaps
            nested                           | 198.51.100.12/31 198.51.100.0/24            | Overlaps
            repeated                         | 198.51.100.10-198.51.100.19 198.51.100.0/24 | Duplicate
            """)
    void refusesAGroupThatClashesWithItself(String description, String second, String reason) {
        cluster.group("alone", POOL, second);

        assertEquals(reason, accepted("alone").reason(), description);
    }

    @Test
    void theLaterIsRefusedWhateverItsName() {
        cluster.group(TestService.at(9), "aaa", Kind.REMOTE, Set.of(), POOL)
                .group(TestService.at(1), "zzz", Kind.REMOTE, Set.of(), POOL);
        assertFalse(accepted("aaa").status());
        assertTrue(accepted("zzz").status());

        cluster.group(TestService.at(1), "aaa", Kind.REMOTE, Set.of(), POOL);
        assertTrue(accepted("aaa").status());
        assertFalse(accepted("zzz").status());
    }

    @Test
    void aRefusedGroupRefusesNobody() {
        cluster.group("first", POOL)
                .group("second", "198.51.100.15-198.51.100.29 198.51.100.0/24")
                .group("third", "198.51.100.25-198.51.100.35 198.51.100.0/24");

        assertFalse(accepted("second").status());
        assertTrue(accepted("third").status());
    }

    static List<Arguments> faults() {
        return List.of(
                arguments("no pool at all", TestGroup.named("g"), "InvalidRange"),
                arguments("an IPAM without a name", TestGroup.named("g").external(" ", "/run/x.sock"), "InvalidIpam"),
                arguments("an IPAM somewhere", TestGroup.named("g").external("netbox", "run/x.sock"), "InvalidIpam"),
                arguments("an IPAM not described", TestGroup.named("g").kind(Kind.EXTERNAL), "InvalidIpam"),
                arguments(
                        "both ways to choose a range",
                        TestGroup.named("g").pools(POOL).multiPool(true).balancePools(),
                        "InvalidPolicy"),
                arguments(
                        "a fence around nothing",
                        TestGroup.named("g").pools(POOL).enforcing(),
                        "InvalidPolicy"),
                arguments(
                        "a default of nobody", TestGroup.named("g").pools(POOL).byDefault(), "InvalidPolicy"),
                arguments(
                        "a cooldown below zero",
                        TestGroup.named("g").pools(POOL).cooldown(Duration.ofSeconds(-1)),
                        "InvalidPolicy"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void refusesAGroupThatContradictsItself(String description, TestGroup group, String reason) {
        cluster.group(group);

        assertFalse(accepted("g").status(), description);
        assertEquals(reason, accepted("g").reason());
        assertTrue(cluster.status("g").conditions().size() == 1, "whether it is exhausted is not known");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the local one first              | LOCAL  | REMOTE
            the remote one first             | REMOTE | LOCAL
            both local                       | LOCAL  | LOCAL
            """)
    void groupsOfEveryKindExcludeEachOther(String description, Kind first, Kind second) {
        cluster.group(TestService.at(1), "first", first, Set.of(), POOL)
                .group(TestService.at(2), "second", second, Set.of(), "198.51.100.19/32 198.51.100.0/24");

        assertTrue(accepted("first").status(), description);
        assertEquals("Overlaps", accepted("second").reason());
    }

    @Test
    void countsAndDescribes() {
        cluster.group("default", POOL, "2001:db8::/64 2001:db8::/64")
                .service(TestService.named("a").preferDual())
                .service(TestService.named("b"))
                .settle();

        assertEquals(
                new ServiceGroupStatus(
                        1,
                        "Remote",
                        "Cluster",
                        List.of("198.51.100.10-198.51.100.19", "2001:db8::/64"),
                        2,
                        1,
                        OptionalLong.of(8),
                        OptionalLong.of(Long.MAX_VALUE),
                        List.of(),
                        List.of(
                                accepted("default"),
                                new Condition("Exhausted", false, "AddressesAvailable", "there are free addresses")),
                        List.of()),
                cluster.status("default"));
    }

    @Test
    void aHugePoolCostsNoMoreThanASmallOne() {
        cluster.group("default", "10.0.0.0/8 10.0.0.0/8", "2001:db8::/32 2001:db8::/32");
        for (int i = 0; i < 2_000; i++) {
            cluster.service(TestService.named("s" + i).created(i).preferDual());
        }
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> cluster.settle());

        assertEquals(List.of("10.0.7.207", "2001:db8::7cf"), cluster.addresses("s1999"));
        assertEquals(
                (1L << 24) - 2_000, cluster.status("default").availableIPv4().orElseThrow());
        assertEquals(Long.MAX_VALUE, cluster.status("default").availableIPv6().orElseThrow());
    }

    private Condition accepted(String group) {
        return cluster.status(group).conditions().getFirst();
    }
}
