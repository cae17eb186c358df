package io.routelb.node.app;

import io.routelb.model.ClusterSnapshot;
import io.routelb.node.apply.KernelException;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.node.apply.NodeReport;
import io.routelb.node.desired.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the node: waits to be woken, makes a round, reports. Until there is a view of the cluster, read or remembered,
 * nothing is touched.
 */
final class AgentLoop {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(6);
    /** At the end routes stand back no longer, whatever is configured: by default the kubelet gives 30 s for everything. */
    static final Duration STAND_BACK_LIMIT = Duration.ofSeconds(15);
    /** What {@link #stop} may take, and some seconds for the farewell to the peers. */
    static final Duration STOP_LIMIT = Duration.ofSeconds(28);

    /** A holder that can write hands over within a few round trips; one that cannot lets go all the same. */
    private static final Duration HAND_OVER_LIMIT = Duration.ofSeconds(3);

    private final ViewSource source;
    private final NodeRound round;
    private final LocalElection election;
    private final NodeReconciler reconciler;
    private final PassSignal signal;
    private final Consumer<ClusterSnapshot> read;
    private final Reporting reporting;
    private final Succession succession;
    private volatile boolean stopping;
    private volatile boolean left;
    private volatile boolean worked;
    private View latest = new View.Live(ClusterSnapshot.EMPTY);
    private volatile String notReady = "the cluster has not been read yet";

    /**
     * A loop that has not started.
     *
     * @param read gets every snapshot of the API server that was acted on; never one that was remembered
     * @param succession asked once, at the end
     */
    AgentLoop(
            ViewSource source,
            NodeRound round,
            LocalElection election,
            NodeReconciler reconciler,
            PassSignal signal,
            Consumer<ClusterSnapshot> read,
            Reporting reporting,
            Succession succession) {
        this.source = source;
        this.round = round;
        this.election = election;
        this.reconciler = reconciler;
        this.signal = signal;
        this.read = read;
        this.reporting = reporting;
        this.succession = succession;
    }

    /** Why the agent is not ready; empty when it is. Any thread. */
    String notReady() {
        String outage = worked ? "" : source.outage();
        return outage.isEmpty() ? notReady : outage;
    }

    /** Ends {@link #run} in good order. Any thread. */
    void stop() {
        stopping = true;
        signal.pass();
    }

    /** Whether a successor was left what there is. Any thread, after {@link #run}. */
    boolean isLeft() {
        return left;
    }

    void run() throws InterruptedException {
        Duration next = ViewSource.LOOK_AGAIN;
        while (!stopping) {
            signal.await(next);
            next = stopping ? IDLE : look();
        }
        if (worked) {
            String refusal = refusalToLeave();
            handOver();
            if (refusal.isEmpty()) {
                leave();
                left = true;
            } else {
                LOG.atInfo()
                        .setMessage("nothing is left to a successor")
                        .addKeyValue("reason", refusal)
                        .log();
                drain();
            }
        }
    }

    private String refusalToLeave() {
        return reconciler.isKeptOverRestart()
                ? succession.refusal(latest.snapshot())
                : "no BGP peer would keep the routes";
    }

    /** Routes stay with the peers that keep them, and their addresses here. */
    private void leave() {
        try {
            reconciler.leave(System.nanoTime());
        } catch (KernelException e) {
            LOG.atWarn()
                    .setMessage("local addresses may have stayed")
                    .addKeyValue("reason", e.sentence())
                    .log();
        }
        LOG.atInfo().log("routes and their addresses are left to a successor");
    }

    /** One turn: the next no later than what it returns. */
    Duration look() {
        // Before the view: what changes after it has been taken is then another pass.
        boolean pass = signal.takePass();
        Optional<View> view = source.view(System.nanoTime());
        if (view.isEmpty()) {
            return source.looking() ? ViewSource.LOOK_AGAIN : IDLE;
        }
        worked = true;
        latest = view.get();
        try {
            return make(pass).next();
        } catch (KernelException e) {
            ready(e.sentence());
            return RETRY;
        }
    }

    private NodeRound.Result make(boolean passWanted) throws KernelException {
        View view = latest;
        NodeRound.Result result = round.run(view, passWanted);
        reporting.elected();
        result.pass().ifPresent(pass -> {
            reporting.report(view, pass, result);
            String refusal = kernelRefusal(pass.report());
            switch (view) {
                case View.Live live -> {
                    read.accept(live.snapshot());
                    ready(refusal);
                }
                case View.Resumed memory -> ready(refusal.isEmpty() ? memory.sentence() : refusal);
            }
        });
        return result;
    }

    private static String kernelRefusal(NodeReport report) {
        return report.addresses().stream()
                .flatMap(address -> address.why().stream())
                .filter(why -> why.reason() == Reason.KERNEL_REFUSED)
                .findFirst()
                .map(why -> why.reason().word() + ": " + why.sentence())
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

    /** Others take the local addresses over; remote ones and their routes stay as they are meanwhile. */
    private void handOver() throws InterruptedException {
        election.leave();
        long limit = System.nanoTime() + HAND_OVER_LIMIT.toNanos();
        boolean releasing = false;
        while (!election.isReleased() && System.nanoTime() - limit < 0) {
            Duration next = RETRY;
            boolean pass = signal.takePass();
            latest = source.view(System.nanoTime()).orElse(latest);
            try {
                NodeRound.Result result = make(pass);
                if (result.settled() && !releasing) {
                    releasing = true;
                    election.release();
                }
                next = result.next().compareTo(RETRY) < 0 ? result.next() : RETRY;
            } catch (KernelException e) {
                ready(e.sentence());
            }
            if (!election.isReleased()) {
                signal.await(next);
            }
        }
        if (election.isReleased()) {
            LOG.atInfo().log("local addresses handed over");
        } else {
            LOG.atWarn().log("local addresses are taken away before they could be handed over");
        }
    }

    /** Routes first, then addresses, within a bounded time. */
    private void drain() throws InterruptedException {
        long limit = System.nanoTime() + STAND_BACK_LIMIT.plus(DRAIN_LIMIT).toNanos();
        try {
            while (true) {
                Optional<Duration> next = reconciler.drain(STAND_BACK_LIMIT, System.nanoTime());
                if (next.isEmpty()) {
                    break;
                }
                if (System.nanoTime() - limit > 0) {
                    LOG.atWarn()
                            .setMessage("stopped before every address had left")
                            .log();
                    return;
                }
                signal.await(next.get().compareTo(RETRY) < 0 ? next.get() : RETRY);
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
