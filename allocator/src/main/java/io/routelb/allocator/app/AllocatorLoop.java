package io.routelb.allocator.app;

import io.routelb.allocator.apply.AllocatorMetrics;
import io.routelb.allocator.apply.ClusterWrites;
import io.routelb.allocator.apply.GroupWrites;
import io.routelb.allocator.apply.ServiceWrites;
import io.routelb.allocator.apply.Workers;
import io.routelb.allocator.plan.AllocationPlan;
import io.routelb.allocator.plan.AllocationPlanner;
import io.routelb.allocator.plan.PlanSettings;
import io.routelb.allocator.plan.PlanState;
import io.routelb.model.ClusterSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round: read, plan, write what differs. Only the leader's rounds do anything. Owned by the main thread, which owns the writes
 * under way too.
 *
 * <p>A standby that has just become leader waits a moment, so that what its predecessor wrote last has reached its informers.
 */
final class AllocatorLoop {
    private static final Logger LOG = LoggerFactory.getLogger(AllocatorLoop.class);
    static final Duration TAKEOVER_PAUSE = Duration.ofMillis(500);
    static final Duration GROUPS_LATEST = Duration.ofSeconds(1);
    static final Duration IDLE = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final ServiceWrites services;
    private final GroupWrites groups;
    private final AllocatorMetrics metrics;
    private final PlanSettings settings;
    private final LongSupplier nanoTime;
    private final Clock wallClock;

    private boolean standby;
    private boolean led;
    private long mayStartNanos;
    private long groupsSentNanos;

    /** What the loop asks of the world. */
    record Cluster(BooleanSupplier synced, BooleanSupplier leading, Supplier<ClusterSnapshot> snapshot) {}

    AllocatorLoop(
            Cluster cluster,
            ClusterWrites writes,
            Workers workers,
            AllocatorMetrics metrics,
            PlanSettings settings,
            LongSupplier nanoTime,
            Clock wallClock) {
        this.cluster = cluster;
        this.services = new ServiceWrites(writes, workers, metrics, nanoTime);
        this.groups = new GroupWrites(writes, workers, nanoTime);
        this.metrics = metrics;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.wallClock = wallClock;
        this.groupsSentNanos = nanoTime.getAsLong() - GROUPS_LATEST.toNanos();
    }

    /** Goes round once; returns how long the next round may wait if nothing wakes it. */
    Duration round() {
        boolean synced = cluster.synced().getAsBoolean();
        if (!cluster.leading().getAsBoolean()) {
            standby = synced;
            stepDown();
            return IDLE;
        }
        if (!led) {
            led = true;
            metrics.leading(true);
            mayStartNanos = nanoTime.getAsLong() + (standby ? TAKEOVER_PAUSE.toNanos() : 0);
        }
        long pause = mayStartNanos - nanoTime.getAsLong();
        if (pause > 0) {
            return Duration.ofNanos(pause);
        }
        return synced ? allocate() : IDLE;
    }

    private Duration allocate() {
        ClusterSnapshot read = cluster.snapshot().get();
        ClusterSnapshot expected = services.asIfWritten(read);
        AllocationPlan plan = AllocationPlanner.plan(expected, settings, PlanState.at(wallClock.instant()));
        services.start(read, plan);
        metrics.planned(plan);
        long sinceGroups = nanoTime.getAsLong() - groupsSentNanos;
        boolean groupsDue = services.idle() || sinceGroups >= GROUPS_LATEST.toNanos();
        if (groupsDue) {
            groups.start(read, plan);
            groupsSentNanos = nanoTime.getAsLong();
        }
        LOG.atDebug()
                .addKeyValue("services", plan.services().size())
                .addKeyValue("groups", plan.groups().size())
                .log("planned");
        return groups.nextDue(services.nextDue(groupsDue ? IDLE : GROUPS_LATEST));
    }

    /** Handles what came back since the last round; nothing is started any more. */
    void stop() {
        stepDown();
    }

    private void stepDown() {
        services.forget();
        groups.forget();
        if (led) {
            led = false;
            metrics.leading(false);
        }
    }
}
