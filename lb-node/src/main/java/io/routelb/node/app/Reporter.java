package io.routelb.node.app;

import io.routelb.model.ClusterSnapshot;
import io.routelb.node.apply.NodeReconciler;
import java.util.function.LongSupplier;

/** Tells what a pass did: metrics, the node's status object, annotations of Services. Owned by the loop. */
final class Reporter implements Reporting {
    private final AgentMetrics metrics;
    private final StatusPublisher status;
    private final AnnouncementWrites announcements;
    private final LongSupplier nanoTime;

    Reporter(AgentMetrics metrics, StatusPublisher status, AnnouncementWrites announcements, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.status = status;
        this.announcements = announcements;
        this.nanoTime = nanoTime;
    }

    @Override
    public void report(ClusterSnapshot snapshot, NodeReconciler.Outcome pass, NodeRound.Result round) {
        metrics.update(pass);
        status.offer(pass.report());
        announcements.collect();
        announcements.update(snapshot, round.serving(), nanoTime.getAsLong());
    }
}
