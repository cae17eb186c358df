package io.routelb.allocator.apply;

import io.routelb.allocator.plan.AllocationPlan;
import io.routelb.allocator.plan.Decision;
import io.routelb.allocator.plan.IpamPlan;
import io.routelb.allocator.plan.ServiceChange;
import io.routelb.allocator.plan.Verdict;
import io.routelb.kube.write.LeaderLease;
import io.routelb.kube.write.Workers;
import io.routelb.kube.write.WriteResult;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.FrozenMap;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writes on Services under way, at most one for each. Owned by the loop. A failed write waits by itself and holds up nobody; while
 * it waits its address stays its own.
 */
public final class ServiceWrites {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceWrites.class);
    /** With more, plans would be older than they need be when their turn comes; with fewer, a backlog is planned over and over. */
    static final int MOST_IN_FLIGHT = 8192;

    private static final Duration REFUSED_WAIT = Duration.ofSeconds(1);
    private static final Duration OTHERS_WROTE_WAIT = Duration.ofSeconds(2);

    private enum Phase {
        /** A worker has it. */
        IN_FLIGHT,
        /** Acknowledged, and not yet in the snapshot. */
        WRITTEN,
        /** The Service was another than planned for; a newer snapshot is on its way. */
        REFUSED,
        /** Failed, perhaps after it took effect; waits for its next try. */
        FAILED,
        /** Failed, and may be tried again. */
        DUE
    }

    private record Write(ServiceChange change, Phase phase, int failures, long startedNanos, long untilNanos) {
        /**
         * How the Service is to be seen: what may have been given counts as given, and nothing counts as taken away before that is
         * acknowledged.
         */
        ServiceView expected(ServiceView read) {
            return switch (phase) {
                case WRITTEN -> change.after();
                case REFUSED -> read;
                case IN_FLIGHT, FAILED, DUE ->
                    change.decision() instanceof Decision.Holding ? change.afterOrBefore() : read;
            };
        }

        Write in(Phase next, long until) {
            return new Write(change, next, failures, startedNanos, until);
        }
    }

    /** A decision that needed no write on the Service as it was. */
    private record Settled(ServiceView view, Decision decision) {}

    private final ClusterWrites writes;
    private final Workers workers;
    private final AllocatorMetrics metrics;
    private final LongSupplier nanoTime;
    private final Map<ObjectKey, Write> underWay = new HashMap<>();
    private final Map<ObjectKey, Settled> settled = new HashMap<>();
    private final Fence fence = new Fence(this::failures);
    private int inFlight;

    public ServiceWrites(ClusterWrites writes, Workers workers, AllocatorMetrics metrics, LongSupplier nanoTime) {
        this.writes = writes;
        this.workers = workers;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /** We lead from here on; no address is given before the fence is open. */
    public void begin(LeaderLease.Term term) {
        fence.close(term);
    }

    /** The snapshot with what is written, or being written, already in it. Plan from this one. */
    public ClusterSnapshot asIfWritten(ClusterSnapshot read) {
        workers.collect();
        underWay.entrySet()
                .removeIf(entry -> isOver(entry.getValue(), read.services().get(entry.getKey())));
        underWay.replaceAll((key, write) -> dueInTime(write));
        Map<ObjectKey, ServiceView> changes = new HashMap<>();
        underWay.forEach((key, write) -> {
            ServiceView view = read.services().get(key);
            if (view != null && isSame(write, view)) {
                changes.put(key, write.expected(view));
            }
        });
        return changes.isEmpty()
                ? read
                : read.withServices(FrozenMap.copyOf(read.services()).with(changes));
    }

    /** Starts what the plan wants written. {@code read} is the snapshot as read, {@code plan} made of {@link #asIfWritten}. */
    public void start(ClusterSnapshot read, AllocationPlan plan, IpamPlan ipam) {
        fence.look(read, plan);
        if (settled.size() > plan.services().size()) {
            settled.keySet().retainAll(plan.services().keySet());
        }
        for (Map.Entry<ObjectKey, Decision> entry : plan.services().entrySet()) {
            if (inFlight >= MOST_IN_FLIGHT) {
                return;
            }
            ServiceView view = read.services().get(entry.getKey());
            Write waiting = underWay.get(entry.getKey());
            if (view == null || (waiting != null && waiting.phase() != Phase.DUE)) {
                continue;
            }
            if (waiting == null && isSettled(view, entry.getValue(), ipam)) {
                continue;
            }
            Optional<ServiceChange> change = fence.change(view, entry.getValue(), ipam);
            if (change.isEmpty()) {
                underWay.remove(entry.getKey());
                if (fence.isOpen() && !ipam.concerns(entry.getKey())) {
                    settled.put(entry.getKey(), new Settled(view, entry.getValue()));
                }
            } else {
                start(change.get(), waiting == null ? 0 : waiting.failures());
            }
        }
    }

    /** Whether this very decision about this very Service has been found to be in force. */
    private boolean isSettled(ServiceView view, Decision decision, IpamPlan ipam) {
        Settled last = settled.get(view.key());
        return last != null
                && last.view().equals(view)
                && last.decision().equals(decision)
                && !ipam.concerns(view.key());
    }

    /** Whether no write is with a worker. */
    public boolean idle() {
        return inFlight == 0;
    }

    /** How long until something here is due by itself; what is due already waits for a newer snapshot. */
    public Duration nextDue(Duration atMost) {
        long now = nanoTime.getAsLong();
        long nearest = underWay.values().stream()
                .filter(write -> write.phase() != Phase.IN_FLIGHT && write.phase() != Phase.DUE)
                .filter(write -> write.phase() != Phase.WRITTEN || write.untilNanos() - now > 0)
                .mapToLong(write -> Math.max(0, write.untilNanos() - now))
                .min()
                .orElse(Long.MAX_VALUE);
        Duration due = Duration.ofNanos(nearest);
        return due.compareTo(atMost) < 0 ? due : atMost;
    }

    /** Forgets what is not with a worker: somebody else leads now. */
    public void forget() {
        workers.collect();
        underWay.values().removeIf(write -> write.phase() != Phase.IN_FLIGHT);
    }

    private void start(ServiceChange change, int failures) {
        Write write = new Write(change, Phase.IN_FLIGHT, failures, nanoTime.getAsLong(), 0);
        underWay.put(change.key(), write);
        inFlight++;
        workers.start(() -> writes.write(change), result -> finish(write, result));
    }

    private void finish(Write write, WriteResult result) {
        inFlight--;
        long now = nanoTime.getAsLong();
        Write next = switch (result) {
            case WriteResult.Written written -> {
                succeeded(write, now);
                yield write.in(Phase.WRITTEN, now + OTHERS_WROTE_WAIT.toNanos());
            }
            case WriteResult.Conflict conflict -> write.in(Phase.REFUSED, now + REFUSED_WAIT.toNanos());
            case WriteResult.Gone gone -> write.in(Phase.REFUSED, now + REFUSED_WAIT.toNanos());
            case WriteResult.Failed failed -> failed(write, failed.reason(), now);
        };
        underWay.put(write.change().key(), next);
    }

    private void succeeded(Write write, long now) {
        ServiceChange change = write.change();
        metrics.wrote(change, Duration.ofNanos(now - write.startedNanos()));
        for (Verdict event : change.events()) {
            writes.tell(change.before(), event);
            LOG.atInfo()
                    .addKeyValue("service", change.key())
                    .addKeyValue("addresses", addresses(change))
                    .addKeyValue("reason", event.reason().code())
                    .addKeyValue("message", event.message())
                    .log("service changed");
        }
    }

    private static Write failed(Write write, String reason, long now) {
        int failures = write.failures() + 1;
        Duration wait = Backoff.after(failures);
        LOG.atWarn()
                .addKeyValue("service", write.change().key())
                .addKeyValue("reason", reason)
                .addKeyValue("retryIn", wait)
                .log("service not written");
        return new Write(write.change(), Phase.FAILED, failures, write.startedNanos(), now + wait.toNanos());
    }

    private int failures(ObjectKey service) {
        Write write = underWay.get(service);
        return write == null ? 0 : write.failures();
    }

    private boolean isOver(Write write, @Nullable ServiceView read) {
        if (write.phase() == Phase.IN_FLIGHT) {
            return false;
        }
        if (read == null || !isSame(write, read)) {
            return true;
        }
        boolean due = nanoTime.getAsLong() - write.untilNanos() >= 0;
        return switch (write.phase()) {
            case WRITTEN -> write.change().isSeenIn(read) || (due && isNewer(write, read));
            case REFUSED -> due || isNewer(write, read);
            case FAILED, DUE -> due && isNewer(write, read);
            case IN_FLIGHT -> false;
        };
    }

    private Write dueInTime(Write write) {
        boolean due = nanoTime.getAsLong() - write.untilNanos() >= 0;
        return write.phase() == Phase.FAILED && due ? write.in(Phase.DUE, write.untilNanos()) : write;
    }

    private static boolean isSame(Write write, ServiceView read) {
        return write.change().before().uid().equals(read.uid());
    }

    private static boolean isNewer(Write write, ServiceView read) {
        return !write.change().before().resourceVersion().equals(read.resourceVersion());
    }

    private static String addresses(ServiceChange change) {
        return change.ingress().stream().map(ServiceView.Ingress::ip).collect(Collectors.joining(","));
    }
}
