package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus.CoolingAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A freed address is left alone for a while: behaviour A14. */
final class CooldownTest {
    private static final String TWO = "198.51.100.10-198.51.100.11 198.51.100.0/24";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ObjectKey A = new ObjectKey("web", "a");
    private static final Duration ALMOST = Duration.ofSeconds(59);

    private final Cluster cluster = new Cluster()
            .group(TestGroup.named("default").pools(TWO).cooldown(MINUTE))
            .service(TestService.named("a"))
            .settle();

    @Test
    void aFreedAddressIsGivenToNobodyBeforeItsTime() {
        cluster.delete("a")
                .service(TestService.named("b"))
                .service(TestService.named("c").created(1))
                .settle();
        assertEquals(List.of("198.51.100.11"), cluster.addresses("b"));
        assertEquals("PoolExhausted", cluster.reason("c"));

        cluster.wait(ALMOST).settle();
        assertEquals(List.of(), cluster.addresses("c"));
        cluster.wait(Duration.ofSeconds(1)).settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("c"));
        assertEquals(List.of(), cluster.status("default").coolingAddresses());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the Service turns to ClusterIP
            the Service is deleted
            the Service moves
            """)
    void howeverItIsFreed(String description) {
        switch (description) {
            case "the Service turns to ClusterIP" -> cluster.edit("a", service -> service.type("ClusterIP"));
            case "the Service is deleted" -> cluster.delete("a");
            default -> cluster.edit("a", service -> service.pin("198.51.100.11"));
        }
        cluster.settle();

        assertEquals(
                List.of(new CoolingAddress("198.51.100.10", TestService.at(60))),
                cluster.status("default").coolingAddresses(),
                description);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            before the group goes
            after the group went
            in the same instant
            """)
    void whatIsFreedAroundAReplacementOfItsGroupCoolsAllTheSame(String freed) {
        if (freed.startsWith("before")) {
            cluster.delete("a").settle();
        }
        cluster.groups.clear();
        if (!freed.startsWith("in")) {
            cluster.settle();
        }
        cluster.delete("a").settle();
        cluster.group(TestGroup.named("default").pools(TWO).cooldown(MINUTE))
                .service(TestService.named("b"))
                .settle();
        assertEquals(List.of("198.51.100.11"), cluster.addresses("b"), freed);
        assertEquals(
                List.of(new CoolingAddress("198.51.100.10", TestService.at(60))),
                cluster.status("default").coolingAddresses(),
                freed);
    }

    @Test
    void aCoolingAddressIsNeitherAllocatedNorAvailable() {
        cluster.delete("a").settle();

        assertEquals(0, cluster.status("default").allocatedIPv4());
        assertEquals(1, cluster.status("default").availableIPv4().orElseThrow());
    }

    @Test
    void aPinWaitsAndIsToldUntilWhen() {
        cluster.delete("a").settle();
        cluster.service(TestService.named("b").pin("198.51.100.10")).settle();
        assertEquals("AddressCooling", cluster.reason("b"));
        assertTrue(cluster.message("b").contains("2026-01-01T00:01:00Z"), cluster.message("b"));

        cluster.wait(MINUTE).settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("b"));
    }

    @Test
    void theServiceThatHadItMayHaveItAgainAtOnceWhenItNamesIt() {
        cluster.delete("a").settle();
        cluster.service(TestService.named("a").created(7)).settle();
        assertEquals(List.of("198.51.100.11"), cluster.addresses("a"), "not by chance");

        cluster.delete("a").settle();
        cluster.service(TestService.named("a").created(8).pin("198.51.100.10")).settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
        assertEquals(1, cluster.status("default").coolingAddresses().size());
    }

    @Test
    void aSharedAddressCoolsOnlyWhenTheLastHasGone() {
        cluster.edit("a", service -> service.sharing("k").ports("80/TCP"))
                .service(TestService.named("b").created(1).sharing("k").ports("81/TCP"))
                .settle();
        cluster.delete("a").settle();
        assertEquals(List.of(), cluster.status("default").coolingAddresses());

        cluster.delete("b").settle();
        assertEquals(1, cluster.status("default").coolingAddresses().size());
    }

    @Test
    void aNewLeaderReadsItFromTheStatusOfTheGroup() {
        cluster.delete("a").settle();
        cluster.report().restart();
        cluster.service(TestService.named("b")).wait(ALMOST).settle();
        assertEquals(List.of("198.51.100.11"), cluster.addresses("b"));

        cluster.service(TestService.named("c").created(5))
                .wait(Duration.ofSeconds(1))
                .settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("c"));
    }

    @Test
    void aStatusElsewhereCoolsNothing() {
        cluster.delete("a").settle();
        cluster.report();
        TestGroup copied = TestGroup.of(cluster.groups.values().iterator().next());
        cluster.groups.clear();
        cluster.group(copied.namespace("elsewhere"))
                .group(TestGroup.named("default").pools(TWO).cooldown(MINUTE))
                .restart()
                .service(TestService.named("b"))
                .settle();

        assertEquals(List.of("198.51.100.10"), cluster.addresses("b"));
    }

    @Test
    void aCooldownMadeShorterCountsAtOnce() {
        cluster.delete("a").settle();
        cluster.group(TestGroup.named("default").pools(TWO).cooldown(Duration.ofSeconds(5)))
                .settle()
                .wait(Duration.ofSeconds(5))
                .service(TestService.named("b"))
                .settle();

        assertEquals(List.of("198.51.100.10"), cluster.addresses("b"));
    }

    @Test
    void withTooManyTheLongestWaitsAreKept() {
        Map<IPAddress, Releases.Cooling> cooling = new HashMap<>();
        for (int i = 0; i <= Cooldowns.MOST_IN_A_GROUP; i++) {
            cooling.put(
                    Addresses.of("10.0." + i / 256 + "." + i % 256),
                    new Releases.Cooling(TestService.at(1 + i % 59), Optional.empty()));
        }
        cluster.group(TestGroup.named("default").pools("10.0.0.0/8 10.0.0.0/8").cooldown(MINUTE));
        cluster.state = cluster.state.with(
                new Releases(Map.of(Addresses.of("10.1.0.0"), new Releases.Shown(A, MINUTE)), cooling));

        List<CoolingAddress> kept = cluster.status("default").coolingAddresses();
        assertEquals(Cooldowns.MOST_IN_A_GROUP, kept.size());
        assertTrue(kept.contains(new CoolingAddress("10.1.0.0", TestService.at(60))), "the longest wait");
    }
}
