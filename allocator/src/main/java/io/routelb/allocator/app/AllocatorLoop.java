package io.routelb.allocator.app;

import io.routelb.allocator.apply.AllocatorMetrics;
import io.routelb.allocator.apply.ClusterWrites;
import io.routelb.allocator.apply.GroupWrites;
import io.routelb.allocator.apply.ServiceWrites;
import io.routelb.allocator.ipam.ExternalIpam;
import io.routelb.allocator.plan.AllocationPlan;
import io.routelb.allocator.plan.AllocationPlanner;
import io.routelb.allocator.plan.IpamAnswer;
import io.routelb.allocator.plan.IpamPlan;
import io.routelb.allocator.plan.PlanSettings;
import io.routelb.allocator.plan.PlanState;
import io.routelb.allocator.plan.Readings;
import io.routelb.allocator.plan.Releases;
import io.routelb.allocator.plan.StandingPlan;
import io.routelb.kube.write.LeaderLease;
import io.routelb.kube.write.Workers;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round: read, plan, write what differs. Only the leader's rounds do anything. Owned by the main thread, which owns the writes
 * under way too.
 *
 * <p>A new leader gives no address before {@link ServiceWrites} has made sure that nothing of its predecessor is missing or still coming.
 */
final class AllocatorLoop {
    private static final Logger LOG = LoggerFactory.getLogger(AllocatorLoop.class);
    static final Duration GROUPS_LATEST = Duration.ofSeconds(1);
    static final Duration IDLE = Duration.ofSeconds(30);
    /** While the writers have plenty to do, planning takes a twenty-first of the time. */
    private static final int BUSY_RESTS = 20;
    /** Else a quarter at most: the machine has others to serve. */
    private static final int RESTS = 3;

    /** While so much is to be written that a newcomer waits for its turn anyway, it waits no longer than this to be planned. */
    static final Duration LONGEST_BUSY_REST = Duration.ofSeconds(5);

    private static final Duration LONGEST_REST = Duration.ofMillis(400);
    /** However many addresses cool at once, no more plans than this for them. */
    private static final Duration COOLING_STEP = Duration.ofMillis(200);

    private final Cluster cluster;
    private final Workers workers;
    private final ServiceWrites services;
    private final GroupWrites groups;
    private final ExternalIpam ipam;
    private final AllocatorMetrics metrics;
    private final PlanSettings settings;
    private final LongSupplier nanoTime;
    private final Clock wallClock;

    private final Overlaps overlaps;

    private Optional<LeaderLease.Term> term = Optional.empty();
    /** Lost with the lead; what the groups' status says of it is read again. */
    private final Readings readings;

    private final StandingPlan standing = new StandingPlan();

    private Optional<Releases> releases = Optional.empty();

    private long groupsSentNanos;
    private Duration rest = Duration.ZERO;

    /** What the loop asks of the world. {@code term}: the leadership in force now, if it is ours. */
    record Cluster(
            BooleanSupplier synced, Supplier<Optional<LeaderLease.Term>> term, Supplier<ClusterSnapshot> snapshot) {}

    AllocatorLoop(
            Cluster cluster,
            ClusterWrites writes,
            Workers workers,
            ExternalIpam ipam,
            AllocatorMetrics metrics,
            PlanSettings settings,
            LongSupplier nanoTime,
            Clock wallClock) {
        this.cluster = cluster;
        this.workers = workers;
        this.services = new ServiceWrites(writes, workers, metrics, nanoTime);
        this.groups = new GroupWrites(writes, workers, nanoTime);
        this.ipam = ipam;
        this.metrics = metrics;
        this.settings = settings;
        this.readings = new Readings(settings);
        this.nanoTime = nanoTime;
        this.wallClock = wallClock;
        this.overlaps = new Overlaps(settings.moveOverlap(), nanoTime);
        this.groupsSentNanos = nanoTime.getAsLong() - GROUPS_LATEST.toNanos();
    }

    /** Goes round once; returns how long the next round may wait if nothing wakes it. */
    Duration round() {
        Optional<LeaderLease.Term> now = cluster.term().get();
        if (now.isEmpty()) {
            stepDown();
        } else if (!now.equals(term)) {
            stepDown();
            services.begin(now.get());
            metrics.leading(true);
        }
        term = now;
        if (now.isEmpty() || !cluster.synced().getAsBoolean()) {
            rest = Duration.ZERO;
            return IDLE;
        }
        long start = nanoTime.getAsLong();
        Duration next = allocate();
        rest = rest(Duration.ofNanos(nanoTime.getAsLong() - start));
        return next;
    }

    /**
     * How long the next round is to wait even if something wakes it. While the writers have plenty to do a plan made sooner would only
     * take their time, so the wait is to end when they have not; otherwise planning takes a quarter of the time at most.
     */
    Duration rest() {
        return rest;
    }

    private Duration rest(Duration took) {
        boolean busy = workers.busy();
        Duration wanted = took.multipliedBy(busy ? BUSY_RESTS : RESTS);
        Duration longest = busy ? LONGEST_BUSY_REST : LONGEST_REST;
        return wanted.compareTo(longest) < 0 ? wanted : longest;
    }

    private Duration allocate() {
        ClusterSnapshot read = cluster.snapshot().get();
        ClusterSnapshot expected = services.asIfWritten(read);
        Map<ObjectKey, IpamAnswer> answers = ipam.answers();
        PlanState state = PlanState.at(wallClock.instant())
                .with(releases.orElseGet(() -> Releases.resumed(read, settings.installNamespace())))
                .withOverlapsOver(overlaps.over())
                .withIpam(answers, ipam.stats());
        AllocationPlan plan = standing.of(
                expected, state, !services.idle(), () -> AllocationPlanner.plan(expected, settings, state, readings));
        IpamPlan external = IpamPlan.of(expected, plan, settings, answers, ipam.progress());
        releases = Optional.of(plan.releases());
        overlaps.planned(read, plan);
        services.start(read, plan, external);
        ipam.follow(external);
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
        Duration writesDue = groups.nextDue(services.nextDue(groupsDue ? IDLE : GROUPS_LATEST));
        return nextWarm(plan, state.now(), overlaps.nextDue(ipam.nextDue(writesDue)));
    }

    /** An address that has cooled is given to whoever waits for it, and counts as free again. */
    private static Duration nextWarm(AllocationPlan plan, Instant now, Duration atMost) {
        return plan.releases().cooling().values().stream()
                .map(Releases.Cooling::until)
                .min(Instant::compareTo)
                .map(until -> Duration.between(now, until))
                .map(wait -> wait.compareTo(COOLING_STEP) < 0 ? COOLING_STEP : wait)
                .filter(wait -> wait.compareTo(atMost) < 0)
                .orElse(atMost);
    }

    /** Handles what came back since the last round; nothing is started any more. */
    void stop() {
        stepDown();
    }

    private void stepDown() {
        services.forget();
        groups.forget();
        ipam.forget();
        overlaps.forget();
        standing.forget();
        releases = Optional.empty();
        metrics.leading(false);
    }
}
