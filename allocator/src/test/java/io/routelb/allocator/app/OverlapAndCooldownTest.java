package io.routelb.allocator.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.client.CollectorRegistry;
import io.routelb.allocator.apply.AllocatorMetrics;
import io.routelb.allocator.plan.Cluster;
import io.routelb.allocator.plan.TestGroup;
import io.routelb.allocator.plan.TestService;
import io.routelb.kube.write.LeaderLease;
import io.routelb.kube.write.Workers;
import io.routelb.model.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the loop remembers between two plans, in a world whose time the test turns. */
final class OverlapAndCooldownTest {
    private static final String POOL = "198.51.100.10-198.51.100.12 198.51.100.0/24";
    private static final ObjectKey A = new ObjectKey("web", "a");

    private static final LeaderLease.Term TERM = new LeaderLease.Term("first", true);

    private final World world = World.touchedIn(TERM);
    private Optional<LeaderLease.Term> term = Optional.of(TERM);
    private final AllocatorLoop loop = new AllocatorLoop(
            new AllocatorLoop.Cluster(() -> true, () -> term, world::seen),
            world,
            new Workers(world, () -> {}),
            world.ipam(),
            new AllocatorMetrics(new CollectorRegistry()),
            Cluster.SETTINGS,
            () -> world.nanos,
            clock());

    private Clock clock() {
        InstantSource source = () -> TestService.at(0).plusNanos(world.nanos);
        return source.withZone(ZoneOffset.UTC);
    }

    @BeforeEach
    void aServiceWithAnAddress() {
        world.cluster
                .group(TestGroup.named("default").pools(POOL).cooldown(Duration.ofMinutes(1)))
                .service(TestService.named("a"));
        world.changed();
        goRoundUntilQuiet();
        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("a"));
    }

    private Duration goRoundUntilQuiet() {
        Duration due;
        do {
            world.runAll();
            world.deliverAll();
            due = loop.round();
        } while (!world.waiting.isEmpty());
        return due;
    }

    private void pass(Duration time) {
        world.nanos += time.toNanos();
    }

    @Test
    void theOverlapLastsFromWhenItIsSeenAndEndsByItself() {
        world.cluster.edit("a", service -> service.pin("198.51.100.12"));
        world.changed(A);
        pass(Duration.ofSeconds(5));
        Duration due = goRoundUntilQuiet();
        assertEquals(List.of("198.51.100.12", "198.51.100.10"), world.cluster.addresses("a"));
        assertTrue(due.compareTo(Duration.ofSeconds(2)) <= 0, "wakes by itself, in " + due);

        pass(Duration.ofMillis(1_900));
        goRoundUntilQuiet();
        assertEquals(2, world.cluster.addresses("a").size());
        pass(Duration.ofMillis(100));
        goRoundUntilQuiet();
        assertEquals(List.of("198.51.100.12"), world.cluster.addresses("a"));
        assertEquals(List.of("a Allocated", "a Allocated"), world.events, "one for each address, none for the end");
    }

    @Test
    void aSecondMoveWhileTheFirstEndsOverlapsAsLong() {
        world.cluster.edit("a", service -> service.pin("198.51.100.12"));
        world.changed(A);
        goRoundUntilQuiet();
        pass(Duration.ofSeconds(2));
        world.cluster.edit("a", service -> service.pin("198.51.100.11"));
        world.changed(A);
        goRoundUntilQuiet();

        assertEquals(List.of("198.51.100.11", "198.51.100.12"), world.cluster.addresses("a"));
        pass(Duration.ofSeconds(2));
        goRoundUntilQuiet();
        assertEquals(List.of("198.51.100.11"), world.cluster.addresses("a"));
    }

    @Test
    void aFreedAddressIsGivenWhenItsTimeHasComeWithoutAnythingElseHappening() {
        world.cluster.group(TestGroup.named("default")
                .pools("198.51.100.10-198.51.100.10 198.51.100.0/24")
                .cooldown(Duration.ofMinutes(1)));
        world.cluster.delete("a").service(TestService.named("b"));
        world.changed();
        Duration due = goRoundUntilQuiet();
        assertEquals(List.of(), world.cluster.addresses("b"));
        for (Duration passed = Duration.ZERO; passed.compareTo(Duration.ofMinutes(1)) < 0; passed = passed.plus(due)) {
            pass(due);
            due = goRoundUntilQuiet();
        }

        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("b"));
        assertEquals(Instant.parse("2026-01-01T00:01:00Z"), TestService.at(0).plusNanos(world.nanos), "and not later");
    }

    @Test
    void aNewLeaderLearnsFromTheGroups() {
        world.cluster.delete("a");
        world.changed();
        goRoundUntilQuiet();
        world.cluster.group(
                TestGroup.of(world.cluster.groups.values().iterator().next())
                        .status(world.reported.values().iterator().next()));
        term = Optional.empty();
        loop.round();
        term = Optional.of(new LeaderLease.Term("second", true));
        world.cluster.service(TestService.named("b"));
        world.changed();
        goRoundUntilQuiet();

        assertEquals(List.of("198.51.100.11"), world.cluster.addresses("b"));
    }
}
