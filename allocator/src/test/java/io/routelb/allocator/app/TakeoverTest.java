package io.routelb.allocator.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.allocator.plan.TestService;
import io.routelb.kube.write.LeaderLease;
import io.routelb.model.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a new leader does before it gives addresses, and what becomes of writes of the one before. */
final class TakeoverTest {
    private static final String POOL = "198.51.100.10-198.51.100.12 198.51.100.0/24";
    private static final LeaderLease.Term ORDERLY = new LeaderLease.Term("first", true);
    private static final LeaderLease.Term CRASHED = new LeaderLease.Term("second", false);

    private World world = World.touchedIn(ORDERLY);
    private Optional<LeaderLease.Term> term = Optional.of(ORDERLY);
    private AllocatorLoop loop = world.loop(() -> true, () -> term);

    @Test
    void aNewLeaderGivesNothingBeforeItHasSeenAWriteOfItsOwn() {
        world = new World();
        loop = world.loop(() -> true, () -> term);
        world.cluster
                .group("default", POOL)
                .service(TestService.named("a"))
                .service(TestService.named("b"))
                .service(TestService.named("gone").type("ClusterIP"));
        world.changed();
        world.deliverAll();
        loop.round();
        world.runAll();
        loop.round();
        assertEquals(List.of(new ObjectKey("web", "a")), world.written, "one touch is enough after an orderly end");
        assertEquals(List.of(), world.cluster.addresses("a"));
        assertTrue(world.waiting.isEmpty(), "the touch has not been seen");

        world.deliverAll();
        world.goRoundUntilQuiet(loop);
        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("a"));
        assertEquals(List.of("198.51.100.11"), world.cluster.addresses("b"));
        assertEquals(List.of("a Allocated", "b Allocated"), world.events);
    }

    /** The answer to its touch changes nothing that a plan looks at. */
    @Test
    void aServiceWhoseTouchIsUnderWayWhenTheFirstIsSeenGetsItsAddress() {
        world = new World();
        loop = world.loop(() -> true, () -> term);
        world.cluster.group("default", POOL).service(TestService.named("b").created(5));
        world.changed();
        world.deliverAll();
        loop.round();
        world.cluster.service(TestService.named("a").created(1));
        world.changed(new ObjectKey("web", "a"));
        world.deliverAll();
        loop.round();
        assertEquals(3, world.waiting.size(), "both are being touched, and the group is told its counts");

        Runnable slow = world.waiting.removeLast();
        world.goRoundUntilQuiet(loop);
        world.goRoundUntilQuiet(loop);
        assertEquals(List.of("198.51.100.11"), world.cluster.addresses("b"));
        slow.run();
        world.goRoundUntilQuiet(loop);
        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("a"));
        assertEquals(List.of("198.51.100.11"), world.cluster.addresses("b"));
    }

    /**
     * The deposed leader was stopped between asking whether it leads and sending; meanwhile an older Service wants the address. The
     * late one's condition says already that there is none, so its decision alone would not make the new leader write it.
     */
    @Test
    void aWriteOfADeposedLeaderThatArrivesLateIsAConflict() {
        world.cluster
                .group("default", "198.51.100.10-198.51.100.10 198.51.100.0/24")
                .service(TestService.named("first").created(0))
                .service(TestService.named("too-late").created(5));
        world.changed();
        world.goRoundUntilQuiet(loop);
        world.cluster.delete("first");
        world.changed();
        world.deliverAll();
        loop.round();
        List<Runnable> stopped = world.stopWrites();
        crashedBeforeAnOlderServiceCame();
        world.goRoundUntilQuiet(loop);
        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("older"));

        stopped.forEach(Runnable::run);
        assertEquals(List.of(), world.cluster.addresses("too-late"));
    }

    @Test
    void aLateWriteThatComesBeforeTheTouchKeepsItsAddress() {
        world.cluster.group("default", POOL).service(TestService.named("late").created(5));
        world.changed();
        world.deliverAll();
        loop.round();
        List<Runnable> stopped = world.stopWrites();
        crashedBeforeAnOlderServiceCame();
        world.deliverAll();
        loop.round();
        stopped.forEach(Runnable::run);
        world.goRoundUntilQuiet(loop);
        world.nanos += Duration.ofSeconds(3).toNanos();
        world.goRoundUntilQuiet(loop);
        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("late"));
        assertEquals(List.of("198.51.100.11"), world.cluster.addresses("older"));
    }

    @Test
    void aServiceThatTakesNoWritesKeepsNobodyElseWaiting() {
        world.cluster
                .group("default", POOL)
                .service(TestService.named("bad").created(1))
                .service(TestService.named("good").created(2));
        world.changed();
        world.fate = key -> key.name().equals("bad") ? World.Fate.FAILS : World.Fate.SUCCEEDS;
        term = Optional.of(CRASHED);
        for (int i = 0; i < 5; i++) {
            world.goRoundUntilQuiet(loop);
            world.nanos += Duration.ofSeconds(10).toNanos();
        }
        assertEquals(List.of("198.51.100.11"), world.cluster.addresses("good"));
    }

    @Test
    void afterATakeoverServicesThatLackNothingAreNotTouched() {
        world.cluster.group("default", POOL).service(TestService.named("a")).service(TestService.named("b"));
        world.changed();
        world.goRoundUntilQuiet(loop);
        int writes = world.written.size();
        term = Optional.of(CRASHED);
        world.goRoundUntilQuiet(loop);
        assertEquals(writes, world.written.size());

        world.cluster.service(TestService.named("c"));
        world.changed(new ObjectKey("web", "c"));
        world.goRoundUntilQuiet(loop);
        assertEquals(List.of("198.51.100.12"), world.cluster.addresses("c"));
        assertEquals(writes + 2, world.written.size());
    }

    private void crashedBeforeAnOlderServiceCame() {
        world.cluster.service(TestService.named("older").created(1));
        world.changed(new ObjectKey("web", "older"));
        term = Optional.of(CRASHED);
        loop = world.loop(() -> true, () -> term);
    }
}
