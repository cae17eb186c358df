package io.routelb.node.app;

import io.routelb.kube.write.NodeStatus;
import io.routelb.kube.write.Workers;
import io.routelb.model.Condition;
import io.routelb.node.apply.KernelSettings;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.node.routes.kernel.RouteReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Tells what a pass did: metrics, the node's status object, annotations of Services, events. Owned by the loop. */
final class Reporter implements Reporting {
    private final AgentMetrics metrics;
    private final LocalElection election;
    private final KernelSettings settings;
    private final StatusPublisher status;
    private final LocalStatus local;
    private final AnnouncementWrites announcements;
    private final NodeAgentReports agents;
    private final NodeEvents events;
    private final Supplier<RouteReport> learned;
    private final Workers workers;
    private final LongSupplier nanoTime;

    Reporter(
            AgentMetrics metrics,
            LocalElection election,
            KernelSettings settings,
            StatusPublisher status,
            LocalStatus local,
            AnnouncementWrites announcements,
            NodeAgentReports agents,
            NodeEvents events,
            Supplier<RouteReport> learned,
            Workers workers,
            LongSupplier nanoTime) {
        this.metrics = metrics;
        this.election = election;
        this.settings = settings;
        this.status = status;
        this.local = local;
        this.announcements = announcements;
        this.agents = agents;
        this.events = events;
        this.learned = learned;
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    @Override
    public void elected() {
        metrics.update(election, election.alive(nanoTime.getAsLong()));
    }

    @Override
    public void report(View view, NodeReconciler.Outcome pass, NodeRound.Result round) {
        long now = nanoTime.getAsLong();
        metrics.update(pass);
        metrics.resumed(view instanceof View.Resumed);
        metrics.update(round);
        List<String> unsuitable = settings.problems(round.local().interfaces(), now);
        RouteReport routes = learned.get();
        metrics.update(routes);
        List<Condition> conditions = new ArrayList<>(
                NodeConditions.of(view.condition(), pass.report(), unsuitable, round.problems(), round.untold()));
        conditions.add(NodeConditions.learned(routes));
        NodeStatus told = StatusMapping.of(pass.report(), routes.installed(), conditions);
        status.offer(told);
        local.offer(told, pass.intent());
        workers.collect();
        switch (view) {
            case View.Live live -> {
                events.update(live.snapshot(), pass.report(), round.serving());
                announcements.update(live.snapshot(), round.serving(), now);
                agents.update(live.snapshot(), round.local().problems(), now);
            }
            // What is remembered is no ground to write anything into the cluster.
            case View.Resumed memory -> {}
        }
    }
}
