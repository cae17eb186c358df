package io.routelb.allocator.app;

import io.prometheus.client.CollectorRegistry;
import io.routelb.allocator.apply.AllocatorMetrics;
import io.routelb.allocator.plan.Cluster;
import io.routelb.allocator.plan.TestGroup;
import io.routelb.kube.write.LeaderLease;
import io.routelb.kube.write.Workers;
import io.routelb.model.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** A cluster with groups of an external IPAM, {@code ext} of four addresses and {@code other}, and the loop that serves it. */
final class ExternalWorld {
    static final String SOCKET = "/run/purelb/ipam.sock";
    private static final LeaderLease.Term TERM = new LeaderLease.Term("t", true);

    final World world = world();
    final MemoryIpam ipam = new MemoryIpam()
            .pool("ext", "203.0.113.", "2001:db8:e::", 4)
            .pool("other", "203.0.113.10", "2001:db8:f::", 4);
    AllocatorLoop loop = loop();

    /** The process ends and another begins. */
    void restart() {
        loop = loop();
    }

    /** Every write and call succeeds, and time passes. */
    void settle() {
        goRound(60, false);
        for (int round = 0; round < 20; round++) {
            goRoundIn(Duration.ZERO, false);
        }
    }

    void goRound(int rounds, boolean sidecarIsDead) {
        for (int round = 0; round < rounds; round++) {
            goRoundIn(Duration.ofMillis(100L << Math.min(round / 4, 12)), sidecarIsDead);
        }
    }

    void goRoundIn(Duration time, boolean sidecarIsDead) {
        world.deliverAll();
        loop.round();
        world.runAll();
        while (sidecarIsDead && !ipam.idle()) {
            ipam.answer(0, MemoryIpam.Fate.IS_LOST);
        }
        ipam.answerAll();
        world.nanos += time.toNanos();
    }

    static ObjectKey key(String name) {
        return new ObjectKey("web", name);
    }

    private static World world() {
        World world = World.touchedIn(TERM);
        world.cluster.group("default", "198.51.100.10-198.51.100.40 198.51.100.0/24");
        world.cluster.group(TestGroup.named("ext").external("netbox", SOCKET));
        world.changed();
        return world;
    }

    private AllocatorLoop loop() {
        return new AllocatorLoop(
                new AllocatorLoop.Cluster(() -> true, () -> Optional.of(TERM), world::seen),
                world,
                new Workers(world, () -> {}),
                world.ipam(ipam),
                new AllocatorMetrics(new CollectorRegistry()),
                Cluster.SETTINGS,
                () -> world.nanos,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }
}
