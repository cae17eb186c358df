package io.routelb.allocator.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.client.CollectorRegistry;
import io.routelb.allocator.apply.AllocatorMetrics;
import io.routelb.allocator.plan.Cluster;
import io.routelb.allocator.plan.TestService;
import io.routelb.kube.write.LeaderLease;
import io.routelb.kube.write.Workers;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The loop against a world whose every fault the test chooses. */
final class AllocatorLoopTest {
    private static final String POOL = "198.51.100.10-198.51.100.12 198.51.100.0/24";
    private static final ObjectKey DEFAULT = new ObjectKey("routelb-system", "default");

    private static final LeaderLease.Term ORDERLY = new LeaderLease.Term("first", true);

    private World world = World.touchedIn(ORDERLY);
    private final CollectorRegistry registry = new CollectorRegistry();
    private Optional<LeaderLease.Term> term = Optional.of(ORDERLY);
    private boolean synced = true;
    private AllocatorLoop loop = loop(registry);

    @Test
    void allocatesTellsAndReports() {
        world.cluster.group("default", POOL).service(TestService.named("a"));
        world.changed();
        goRoundUntilQuiet();

        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("a"));
        assertEquals(List.of("a Allocated"), world.events);
        assertEquals(1, reported().allocatedIPv4());
        assertEquals(1.0, registry.getSampleValue("purelb_address_pool_addresses_in_use", POOL_LABEL, DEFAULT_LABEL));
        assertEquals(3.0, registry.getSampleValue("purelb_address_pool_size", POOL_LABEL, DEFAULT_LABEL));
        assertEquals(1.0, registry.getSampleValue("routelb_allocation_seconds_count"));
        assertEquals(1.0, registry.getSampleValue("routelb_allocator_leader"));
    }

    private static final String[] POOL_LABEL = {"pool"};
    private static final String[] DEFAULT_LABEL = {"default"};

    @Test
    void tellsNothingBeforeTheApiServerHasAcknowledged() {
        world.cluster.group("default", POOL).service(TestService.named("a"));
        world.changed();
        world.deliverAll();
        loop.round();
        assertEquals(List.of(), world.events);

        world.runAll();
        assertEquals(List.of(), world.events);
        loop.round();
        assertEquals(List.of("a Allocated"), world.events);
    }

    @Test
    void doesNotGiveAnAddressAgainWhileTheInformersHaveNotSeenItGiven() {
        world.cluster.group("default", POOL).service(TestService.named("a").created(5));
        world.changed();
        world.deliverAll();
        loop.round();
        world.cluster.service(TestService.named("older").created(1));
        var without = world.cluster.snapshot();
        world.changed();
        world.deliverAll();
        assertEquals(without, world.seen());
        world.runAll();
        loop.round();
        world.runAll();

        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("a"));
        assertEquals(List.of("198.51.100.11"), world.cluster.addresses("older"));
    }

    @Test
    void aWriteThatFailsIsTriedAgainAndHoldsUpNobody() {
        world.cluster
                .group("default", POOL)
                .service(TestService.named("bad").created(1))
                .service(TestService.named("good").created(2));
        world.changed();
        world.fate = key -> key.name().equals("bad") ? World.Fate.FAILS : World.Fate.SUCCEEDS;
        goRoundUntilQuiet();
        assertEquals(List.of(), world.cluster.addresses("bad"));
        assertEquals(List.of("198.51.100.11"), world.cluster.addresses("good"));

        world.fate = key -> World.Fate.SUCCEEDS;
        Duration wait = loop.round();
        assertTrue(wait.compareTo(Duration.ofSeconds(1)) <= 0, "waits " + wait);
        assertTrue(world.waiting.isEmpty(), "not before its time");
        world.nanos += wait.toNanos();
        goRoundUntilQuiet();
        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("bad"));
    }

    @Test
    void aConflictIsPlannedAgainFromTheNewerService() {
        world.cluster.group("default", POOL).service(TestService.named("a"));
        world.changed();
        world.deliverAll();
        loop.round();
        world.cluster.edit("a", service -> service.pin("198.51.100.12"));
        world.changed(new ObjectKey("web", "a"));
        world.runAll();
        assertEquals(List.of(), world.cluster.addresses("a"));

        goRoundUntilQuiet();
        assertEquals(List.of("198.51.100.12"), world.cluster.addresses("a"));
        assertEquals(List.of("a Allocated"), world.events);
    }

    @Test
    void onlyTheLeaderWrites() {
        world.cluster.group("default", POOL).service(TestService.named("a"));
        world.changed();
        term = Optional.empty();
        goRoundUntilQuiet();
        assertTrue(world.written.isEmpty());
        assertEquals(0.0, registry.getSampleValue("routelb_allocator_leader"));

        term = Optional.of(ORDERLY);
        goRoundUntilQuiet();
        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("a"));

        term = Optional.empty();
        loop.round();
        assertEquals(0.0, registry.getSampleValue("routelb_allocator_leader"));
    }

    @Test
    void doesNothingBeforeEverythingIsListed() {
        world.cluster.group("default", POOL).service(TestService.named("a"));
        world.changed();
        synced = false;
        goRoundUntilQuiet();
        assertTrue(world.written.isEmpty());
        assertTrue(world.reported.isEmpty());
    }

    @Test
    void atRestItWritesNothing() {
        world.cluster.group("default", POOL).service(TestService.named("a")).service(TestService.named("b"));
        world.changed();
        goRoundUntilQuiet();
        int writes = world.written.size();
        for (int i = 0; i < 5; i++) {
            world.nanos += Duration.ofSeconds(40).toNanos();
            loop.round();
            assertTrue(world.waiting.isEmpty());
        }
        assertEquals(writes, world.written.size());
    }

    /** No address twice at any instant, whatever fails, lags or restarts; and once all is well, all is as planned. */
    @Property(tries = 150)
    void neverGivesAnAddressTwice(@ForAll long seed) {
        Random random = new Random(seed);
        world = new World();
        term = Optional.of(new LeaderLease.Term("0", random.nextBoolean()));
        loop = loop(new CollectorRegistry());
        world.fate = key -> switch (random.nextInt(8)) {
            case 0 -> World.Fate.FAILS;
            case 1 -> World.Fate.FAILS_AFTER_TAKING_EFFECT;
            default -> World.Fate.SUCCEEDS;
        };
        world.cluster.group("default", POOL, "2001:db8::1-2001:db8::2 2001:db8::/64");
        world.changed();
        for (int step = 0; step < 120; step++) {
            step(random, step);
            checkNoAddressTwice();
        }
        world.fate = key -> World.Fate.SUCCEEDS;
        for (int i = 0; i < 5; i++) {
            world.nanos += Duration.ofSeconds(70).toNanos();
            goRoundUntilQuiet();
        }
        checkNoAddressTwice();
        assertEquals(List.of(), world.cluster.changes(world.cluster.plan()));
        assertEquals(world.cluster.status("default"), reported());
    }

    private void step(Random random, int step) {
        world.nanos += Duration.ofMillis(random.nextInt(10)).toNanos();
        List<ObjectKey> keys = List.copyOf(world.cluster.services.keySet());
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                world.cluster.service(
                        asked(random, TestService.named("s" + step).created(random.nextInt(50))));
                world.changed(new ObjectKey("web", "s" + step));
            }
            case 2 -> {
                if (!keys.isEmpty()) {
                    world.cluster.delete(keys.get(random.nextInt(keys.size())).name());
                    world.changed();
                }
            }
            case 3 -> {
                if (!keys.isEmpty()) {
                    ObjectKey key = keys.get(random.nextInt(keys.size()));
                    world.cluster.edit(key.name(), service -> asked(random, service));
                    world.changed(key);
                }
            }
            case 4 -> {
                if (random.nextInt(3) == 0) {
                    takeOver(random, step);
                }
            }
            case 5, 6, 7 -> world.deliverOne();
            case 8, 9 -> {
                if (!world.waiting.isEmpty()) {
                    world.waiting.remove(random.nextInt(world.waiting.size())).run();
                }
            }
            default -> loop.round();
        }
    }

    /** In order: all answers are in. Otherwise the writes of the old leader are still on their way, and come whenever they come. */
    private void takeOver(Random random, int step) {
        boolean orderly = random.nextBoolean();
        if (orderly) {
            world.runAll();
        }
        term = Optional.of(new LeaderLease.Term(Integer.toString(step), orderly));
        loop = loop(new CollectorRegistry());
    }

    private static TestService asked(Random random, TestService service) {
        return switch (random.nextInt(5)) {
            case 0 -> service.type("ClusterIP");
            case 1 -> service.type("LoadBalancer").preferDual();
            case 2 -> service.type("LoadBalancer").requireDual();
            case 3 -> service.type("LoadBalancer").pin(random.nextBoolean() ? "198.51.100.11" : "");
            default -> service.type("LoadBalancer").single(IpFamily.IPV4);
        };
    }

    private void checkNoAddressTwice() {
        Set<String> shown = new HashSet<>();
        for (ServiceView view : world.cluster.services.values()) {
            for (ServiceView.Ingress ingress : view.ingress()) {
                assertTrue(shown.add(ingress.ip()), () -> ingress.ip() + " is given twice");
            }
        }
        assertFalse(shown.size() > 5, "more addresses than there are");
    }

    private io.routelb.model.ServiceGroupStatus reported() {
        var status = world.reported.get(DEFAULT);
        if (status == null) {
            throw new AssertionError("no status of default was written");
        }
        return status;
    }

    private void goRoundUntilQuiet() {
        do {
            world.runAll();
            world.deliverAll();
            loop.round();
        } while (!world.waiting.isEmpty());
    }

    private AllocatorLoop loop(CollectorRegistry metrics) {
        return new AllocatorLoop(
                new AllocatorLoop.Cluster(() -> synced, () -> term, world::seen),
                world,
                new Workers(world, () -> {}),
                world.ipam(),
                new AllocatorMetrics(metrics),
                Cluster.SETTINGS,
                () -> world.nanos,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }
}
