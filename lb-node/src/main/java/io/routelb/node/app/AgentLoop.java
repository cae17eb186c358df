package io.routelb.node.app;

import io.routelb.kube.daemon.WakeSignal;
import io.routelb.kube.watch.ClusterWatch;
import io.routelb.node.apply.KernelException;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.node.apply.NodeReport;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that owns the node: waits to be woken, makes a pass, reports. Until the cluster has been read nothing is touched. */
final class AgentLoop {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(8);

    private final ClusterWatch watch;
    private final NodeReconciler reconciler;
    private final WakeSignal wake;
    private final AgentMetrics metrics;
    private final Consumer<NodeReport> reports;
    private volatile boolean stopping;
    private boolean worked;
    private volatile String notReady = "the cluster has not been read yet";

    AgentLoop(
            ClusterWatch watch,
            NodeReconciler reconciler,
            WakeSignal wake,
            AgentMetrics metrics,
            Consumer<NodeReport> reports) {
        this.watch = watch;
        this.reconciler = reconciler;
        this.wake = wake;
        this.metrics = metrics;
        this.reports = reports;
    }

    /** Why the agent is not ready; empty when it is. Any thread. */
    String notReady() {
        String outage = watch.synced() ? "" : watch.outage();
        return outage.isEmpty() ? notReady : outage;
    }

    /** Ends {@link #run} in good order. Any thread. */
    void stop() {
        stopping = true;
        wake.wake();
    }

    void run() throws InterruptedException {
        Duration next = IDLE;
        while (!stopping) {
            wake.await(next);
            next = !stopping && watch.synced() ? pass() : IDLE;
        }
        if (worked) {
            drain();
        }
    }

    private Duration pass() {
        worked = true;
        try {
            NodeReconciler.Outcome outcome = reconciler.reconcile(watch.snapshot(), System.nanoTime());
            metrics.update(outcome);
            reports.accept(outcome.report());
            ready(kernelRefusal(outcome.report()));
            return outcome.nextPass().compareTo(IDLE) < 0 ? outcome.nextPass() : IDLE;
        } catch (KernelException e) {
            ready(e.sentence());
            return RETRY;
        }
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
