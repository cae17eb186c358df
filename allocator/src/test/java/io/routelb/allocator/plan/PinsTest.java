package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Annotations;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pin may not have, and how one by the old field is told: behaviours A2 and A14. */
final class PinsTest {
    private final Cluster cluster = new Cluster()
            .group(TestGroup.named("default")
                    .pools("198.51.100.0/29 198.51.100.0/29")
                    .excluding(true, "198.51.100.2-198.51.100.3"));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the network's address            | 198.51.100.0 | AddressExcluded
            the broadcast address            | 198.51.100.7 | AddressExcluded
            an excluded one                  | 198.51.100.2 | AddressExcluded
            the last excluded one            | 198.51.100.3 | AddressExcluded
            one beside them                  | 198.51.100.4 | Allocated
            """)
    void aPinIsOfferedOrRefused(String description, String pin, String reason) {
        cluster.service(TestService.named("a").pin(pin)).settle();

        assertEquals(reason, cluster.reason("a"), description);
        assertEquals(reason.equals("Allocated") ? List.of(pin) : List.of(), cluster.addresses("a"));
    }

    @Test
    void automaticAllocationSkipsTheSame() {
        for (int i = 0; i < 5; i++) {
            cluster.service(TestService.named("s" + i).created(i));
        }
        cluster.settle();

        assertEquals(List.of("198.51.100.1"), cluster.addresses("s0"));
        assertEquals(List.of("198.51.100.4"), cluster.addresses("s1"));
        assertEquals(List.of("198.51.100.6"), cluster.addresses("s3"));
        assertEquals(List.of(), cluster.addresses("s4"));
        assertEquals(0, cluster.status("default").availableIPv4().orElseThrow());
        assertEquals(4, cluster.status("default").allocatedIPv4());
    }

    @Test
    void whatIsExcludedLaterIsKeptByWhoHasItAndGivenToNobodyElse() {
        cluster.service(TestService.named("a").pin("198.51.100.4")).settle();
        cluster.group(TestGroup.named("default")
                        .pools("198.51.100.0/29 198.51.100.0/29")
                        .excluding(true, "198.51.100.2-198.51.100.4"))
                .settle();
        assertEquals(List.of("198.51.100.4"), cluster.addresses("a"));
        assertEquals("Allocated", cluster.reason("a"));

        cluster.delete("a").service(TestService.named("b").pin("198.51.100.4")).settle();
        assertEquals("AddressExcluded", cluster.reason("b"));
    }

    @Test
    void theOldFieldIsHonouredAndToldOnceToBeDeprecated() {
        cluster.service(TestService.named("a").loadBalancerIP("198.51.100.5"));
        assertEquals(List.of("Allocated", "LoadBalancerIPDeprecated"), cluster.events("a"));
        AllocationPlan plan = cluster.plan();
        String message = cluster.changes(plan).getFirst().events().getLast().message();
        assertTrue(message.contains(Annotations.ADDRESSES), message);
        cluster.settle();
        assertEquals(List.of("198.51.100.5"), cluster.addresses("a"));
        assertEquals(List.of(), cluster.events("a"));

        cluster.service(TestService.named("b").loadBalancerIP("198.51.100.5").pin("198.51.100.6"));
        assertEquals(List.of("Allocated"), cluster.events("b"), "the annotation won");
        cluster.settle();
        assertEquals(List.of("198.51.100.6"), cluster.addresses("b"));
    }
}
