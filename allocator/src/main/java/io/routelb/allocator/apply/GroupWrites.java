package io.routelb.allocator.apply;

import io.routelb.allocator.plan.AllocationPlan;
import io.routelb.kube.write.Workers;
import io.routelb.kube.write.WriteResult;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports on groups under way, at most one for each. Owned by the loop. A report is sent again when it or the group has changed
 * since; the writer leaves out what the group says already.
 */
public final class GroupWrites {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWrites.class);

    private record Report(
            ServiceGroupStatus status, String resourceVersion, boolean inFlight, int failures, long notBeforeNanos) {
        boolean says(ServiceGroupStatus wanted, ServiceGroupView group) {
            return failures == 0 && status.equals(wanted) && resourceVersion.equals(group.resourceVersion());
        }
    }

    private final ClusterWrites writes;
    private final Workers workers;
    private final LongSupplier nanoTime;
    private final Map<ObjectKey, Report> reports = new HashMap<>();

    public GroupWrites(ClusterWrites writes, Workers workers, LongSupplier nanoTime) {
        this.writes = writes;
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    /** Starts the reports that are new. */
    public void start(ClusterSnapshot read, AllocationPlan plan) {
        reports.entrySet()
                .removeIf(
                        entry -> !entry.getValue().inFlight() && !plan.groups().containsKey(entry.getKey()));
        plan.groups().forEach((key, wanted) -> {
            ServiceGroupView group = read.serviceGroups().get(key);
            Report last = reports.get(key);
            if (group != null && (last == null || isDue(last, wanted.status(), group))) {
                send(key, wanted.status(), group, last == null ? 0 : last.failures());
            }
        });
    }

    /** How long until something here is due by itself. */
    public Duration nextDue(Duration atMost) {
        long now = nanoTime.getAsLong();
        return reports.values().stream()
                .filter(report -> !report.inFlight() && report.failures() > 0)
                .map(report -> Duration.ofNanos(Math.max(0, report.notBeforeNanos() - now)))
                .filter(due -> due.compareTo(atMost) < 0)
                .min(Duration::compareTo)
                .orElse(atMost);
    }

    /** Forgets what was said: somebody else leads now. */
    public void forget() {
        reports.values().removeIf(report -> !report.inFlight());
    }

    private boolean isDue(Report last, ServiceGroupStatus wanted, ServiceGroupView group) {
        return !last.inFlight()
                && !last.says(wanted, group)
                && (last.failures() == 0 || nanoTime.getAsLong() - last.notBeforeNanos() >= 0);
    }

    private void send(ObjectKey key, ServiceGroupStatus status, ServiceGroupView group, int failures) {
        Report report = new Report(status, group.resourceVersion(), true, failures, 0);
        reports.put(key, report);
        workers.start(() -> writes.report(key, status), result -> finish(key, report, result));
    }

    private void finish(ObjectKey key, Report report, WriteResult result) {
        switch (result) {
            case WriteResult.Written written ->
                reports.put(key, new Report(report.status(), report.resourceVersion(), false, 0, 0));
            case WriteResult.Gone gone -> reports.remove(key);
            case WriteResult.Conflict conflict -> retry(key, report, "it has changed meanwhile");
            case WriteResult.Failed failed -> retry(key, report, failed.reason());
        }
    }

    private void retry(ObjectKey key, Report report, String reason) {
        int failures = report.failures() + 1;
        Duration wait = Backoff.after(failures);
        LOG.atWarn()
                .addKeyValue("serviceGroup", key)
                .addKeyValue("reason", reason)
                .addKeyValue("retryIn", wait)
                .log("status of the group not written");
        reports.put(
                key,
                new Report(
                        report.status(),
                        report.resourceVersion(),
                        false,
                        failures,
                        nanoTime.getAsLong() + wait.toNanos()));
    }
}
