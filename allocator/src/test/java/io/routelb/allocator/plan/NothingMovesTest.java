package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Annotations;
import io.routelb.model.ServiceView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a Service holds stays: behaviours A3, A7, A8 and A9. */
final class NothingMovesTest {
    private static final String POOL = "198.51.100.10-198.51.100.12 198.51.100.0/24";

    private final Cluster cluster = new Cluster();

    @Test
    void adoptsBeforePlacingSoThatAnOlderNewcomerTakesNobodysAddress() {
        cluster.group("default", POOL)
                .service(TestService.named("newcomer").created(1))
                .service(TestService.named("holder").created(5).holding("default", "198.51.100.10"))
                .settle();

        assertEquals(List.of("198.51.100.10"), cluster.addresses("holder"));
        assertEquals(List.of("198.51.100.11"), cluster.addresses("newcomer"));
    }

    @Test
    void ofTwoHoldersOfOneAddressTheOlderKeepsIt() {
        cluster.group("default", POOL)
                .service(TestService.named("a").created(5).holding("default", "198.51.100.10"))
                .service(TestService.named("b").created(1).holding("default", "198.51.100.10"))
                .settle();

        assertEquals(List.of("198.51.100.10"), cluster.addresses("b"));
        assertEquals(List.of("198.51.100.11"), cluster.addresses("a"));
    }

    @Test
    void theLoserOfADoubleHoldingHasNothingWhenNothingIsFree() {
        cluster.group("default", "198.51.100.10-198.51.100.10 198.51.100.0/24")
                .service(TestService.named("a").created(1).holding("default", "198.51.100.10"))
                .service(TestService.named("b").created(2).holding("default", "198.51.100.10"))
                .settle();

        assertEquals(List.of(), cluster.addresses("b"));
        assertFalse(cluster.view("b").annotations().containsKey(Annotations.ALLOCATED_BY));
    }

    @Test
    void aServiceKeepsItsAddressWhenThePoolShrinksOrTheGroupGoesAndNobodyElseGetsIt() {
        cluster.group("default", POOL).service(TestService.named("a")).settle();

        cluster.group("default", "198.51.100.11-198.51.100.11 198.51.100.0/24").settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
        assertEquals(
                "AddressOutsidePools", cluster.view("a").conditions().getFirst().reason());
        assertEquals(1, cluster.status("default").allocatedIPv4());
        assertEquals(1, cluster.status("default").availableIPv4().orElseThrow());

        cluster.withoutGroup("default").settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
        assertEquals("default", cluster.view("a").annotation(Annotations.ALLOCATED_FROM));

        cluster.group("default", POOL).service(TestService.named("b")).settle();
        assertEquals(List.of("198.51.100.11"), cluster.addresses("b"));
        assertEquals("Allocated", cluster.view("a").conditions().getFirst().reason());
    }

    @Test
    void nothingMovesWhenAPoolIsRenamedOrSplitAroundAnAddress() {
        cluster.group("routed", POOL)
                .service(TestService.named("a").group("routed"))
                .settle();

        cluster.withoutGroup("routed").group("renamed", POOL).settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));

        cluster.withoutGroup("renamed")
                .group("other", "198.51.100.10-198.51.100.10 198.51.100.0/24")
                .group("routed", "198.51.100.11-198.51.100.12 198.51.100.0/24")
                .settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
        assertEquals(1, cluster.status("other").allocatedIPv4());
        assertEquals(0, cluster.status("routed").allocatedIPv4());
    }

    @Test
    void namingAnotherGroupMovesTheServiceOnlyIfThatGroupCanServeIt() {
        cluster.group("default", POOL)
                .group("other", "203.0.113.1-203.0.113.1 203.0.113.0/24")
                .service(TestService.named("a"))
                .service(TestService.named("b"))
                .settle();

        cluster.edit("a", service -> service.group("other")).settle();
        assertEquals(List.of("203.0.113.1"), cluster.addresses("a"));

        cluster.edit("b", service -> service.group("other")).settle();
        assertEquals(List.of("198.51.100.11"), cluster.addresses("b"));
        assertEquals("PoolExhausted", cluster.view("b").conditions().getFirst().reason());

        cluster.edit("b", service -> service.group("")).settle();
        assertEquals(List.of("198.51.100.11"), cluster.addresses("b"));
        assertEquals("Allocated", cluster.view("b").conditions().getFirst().reason());
    }

    @Test
    void servicesOfARefusedGroupKeepTheirAddresses() {
        cluster.group("default", POOL).service(TestService.named("a")).settle();
        cluster.group("default", "nonsense 198.51.100.0/24").settle();

        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
        assertEquals(1, cluster.status("default").allocatedIPv4());
        assertTrue(cluster.status("default").availableIPv4().isEmpty());
    }

    @Test
    void marksLostToKubectlReplaceAreWrittenAgainAndNothingMoves() {
        cluster.group("default", POOL).service(TestService.named("a")).settle();
        cluster.edit("a", service -> service.annotations(Map.of()));

        assertInstanceOf(Decision.Keep.class, cluster.decision("a"));
        cluster.settle();
        assertEquals("PureLB", cluster.view("a").annotation(Annotations.ALLOCATED_BY));
        assertEquals("default", cluster.view("a").annotation(Annotations.ALLOCATED_FROM));
    }

    @Test
    void whatPureLbLeftBehindIsAdoptedWithoutAnEvent() {
        cluster.group("default", POOL)
                .service(TestService.named("a")
                        .ingress(List.of(new ServiceView.Ingress("198.51.100.11", "", "")))
                        .annotate(Annotations.ALLOCATED_BY, "PureLB")
                        .annotate(Annotations.ALLOCATED_FROM, "default"));

        List<ServiceChange> changes = cluster.changes(cluster.plan());
        assertEquals(1, changes.size());
        assertTrue(changes.getFirst().events().isEmpty());
        assertEquals(
                List.of(new ServiceView.Ingress("198.51.100.11", "", "VIP")),
                changes.getFirst().ingress());
    }

    @Test
    void aWarningIsToldOnceAndItsEndOnce() {
        cluster.group("default", "198.51.100.10-198.51.100.10 198.51.100.0/24")
                .service(TestService.named("a"))
                .settle()
                .service(TestService.named("b").created(1));

        assertEquals(1, events());
        cluster.settle();
        assertEquals(0, events());
        cluster.delete("a");
        assertEquals(1, events());
    }

    private long events() {
        return cluster.changes(cluster.plan()).stream()
                .filter(change -> !change.events().isEmpty())
                .count();
    }
}
