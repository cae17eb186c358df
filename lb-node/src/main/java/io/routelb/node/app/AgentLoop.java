package io.routelb.node.app;

import io.routelb.kube.daemon.WakeSignal;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.node.apply.KernelException;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.node.apply.NodeReport;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the node: waits to be woken, makes a pass, reports. Until there is a view of the cluster, read or remembered,
 * nothing is touched.
 */
final class AgentLoop {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(8);

    private final ViewSource source;
    private final Consumer<ClusterSnapshot> read;
    private final NodeReconciler reconciler;
    private final WakeSignal wake;
    private final AgentMetrics metrics;
    private final BiConsumer<NodeReport, Condition> reports;
    private volatile boolean stopping;
    private volatile boolean worked;
    private volatile String notReady = "the cluster has not been read yet";

    /**
     * A loop that has not started.
     *
     * @param read gets every snapshot of the API server that was acted on; never one that was remembered
     * @param reports gets what each pass did, and the condition that says on what ground
     */
    AgentLoop(
            ViewSource source,
            NodeReconciler reconciler,
            WakeSignal wake,
            AgentMetrics metrics,
            Consumer<ClusterSnapshot> read,
            BiConsumer<NodeReport, Condition> reports) {
        this.source = source;
        this.read = read;
        this.reconciler = reconciler;
        this.wake = wake;
        this.metrics = metrics;
        this.reports = reports;
    }

    /** Why the agent is not ready; empty when it is. Any thread. */
    String notReady() {
        String outage = worked ? "" : source.outage();
        return outage.isEmpty() ? notReady : outage;
    }

    /** Ends {@link #run} in good order. Any thread. */
    void stop() {
        stopping = true;
        wake.wake();
    }

    void run() throws InterruptedException {
        Duration next = ViewSource.LOOK_AGAIN;
        while (!stopping) {
            wake.await(next);
            next = stopping ? IDLE : look();
        }
        if (worked) {
            drain();
        }
    }

    private Duration look() {
        Optional<View> view = source.view(System.nanoTime());
        if (view.isEmpty()) {
            return source.looking() ? ViewSource.LOOK_AGAIN : IDLE;
        }
        worked = true;
        try {
            return pass(view.get());
        } catch (KernelException e) {
            ready(e.sentence());
            return RETRY;
        }
    }

    private Duration pass(View view) throws KernelException {
        long now = System.nanoTime();
        NodeReconciler.Outcome outcome = switch (view) {
            case View.Live live -> reconciler.reconcile(live.snapshot(), now);
            case View.Resumed memory -> reconciler.resume(memory.snapshot(), now);
        };
        metrics.update(outcome);
        reports.accept(outcome.report(), view.condition());
        String refusal = kernelRefusal(outcome.report());
        switch (view) {
            case View.Live live -> {
                read.accept(live.snapshot());
                ready(refusal);
            }
            case View.Resumed memory -> ready(refusal.isEmpty() ? memory.sentence() : refusal);
        }
        metrics.resumed(view instanceof View.Resumed);
        return outcome.nextPass().compareTo(IDLE) < 0 ? outcome.nextPass() : IDLE;
    }

    private static String kernelRefusal(NodeReport report) {
        return report.addresses().stream()
                .map(NodeReport.AddressReport::reason)
                .filter(reason -> reason.startsWith(NodeReport.KERNEL_REFUSED))
                .findFirst()
                .orElse("");
    }

    /** Readiness, and one line of log when it changes. */
    private void ready(String problem) {
        if (!problem.equals(notReady)) {
            if (problem.isEmpty()) {
                LOG.atInfo().setMessage("ready").log();
            } else {
                LOG.atWarn()
                        .setMessage("not ready")
                        .addKeyValue("reason", problem)
                        .log();
            }
            notReady = problem;
        }
    }

    /** Routes first, then addresses, within a bounded time. */
    private void drain() throws InterruptedException {
        long limit = System.nanoTime() + DRAIN_LIMIT.toNanos();
        try {
            while (!reconciler.drain(System.nanoTime())) {
                if (System.nanoTime() > limit) {
                    LOG.atWarn()
                            .setMessage("stopped before every address had left")
                            .log();
                    return;
                }
                wake.await(Duration.ofMillis(20));
            }
            LOG.atInfo().setMessage("withdrawn and clean").log();
        } catch (KernelException e) {
            LOG.atWarn()
                    .setMessage("stopped before every address had left")
                    .addKeyValue("reason", e.sentence())
                    .log();
        }
    }
}
