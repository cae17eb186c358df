package io.routelb.node.app;

import io.routelb.model.ClusterSnapshot;
import io.routelb.node.desired.NodeShare;
import io.routelb.node.resume.KeptState;
import io.routelb.node.resume.StateException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node's share of the latest snapshot on the disk, from a thread of its own. Looks at most once a second, and writes only when
 * the share is another. A disk that refuses costs a line of log and nothing else.
 */
final class StateKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);
    /** Between a change and its being written, so that a burst is written once. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final StateFile file;
    private final String node;
    private final Clock clock;
    private final AgentMetrics metrics;
    private final AtomicReference<@Nullable ClusterSnapshot> latest = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopping;
    private ClusterSnapshot seen = ClusterSnapshot.EMPTY;
    private ClusterSnapshot kept = ClusterSnapshot.EMPTY;
    private String failing = "";

    StateKeeper(StateFile file, String node, Clock clock, AgentMetrics metrics) {
        this.file = file;
        this.node = node;
        this.clock = clock;
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().daemon().name("state").start(this::run);
    }

    /** What the API server says now. Any thread; never blocks. */
    void offer(ClusterSnapshot snapshot) {
        latest.set(snapshot);
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopping) {
            if (latest.get() == null) {
                LockSupport.park(this);
            } else {
                pause(PAUSE);
                keepLatest();
            }
        }
        keepLatest();
    }

    private void keepLatest() {
        ClusterSnapshot snapshot = latest.getAndSet(null);
        if (snapshot == null || snapshot.equals(seen)) {
            return;
        }
        ClusterSnapshot share = NodeShare.of(snapshot, node);
        seen = snapshot;
        if (share.equals(kept)) {
            return;
        }
        try {
            int bytes = file.write(new KeptState(node, clock.instant(), share));
            kept = share;
            metrics.stateKept(bytes);
            failed("");
        } catch (IOException e) {
            again(snapshot, "cannot be written: " + e);
        } catch (StateException e) {
            again(snapshot, e.sentence());
        }
    }

    private void again(ClusterSnapshot snapshot, String reason) {
        metrics.stateNotKept();
        failed(reason);
        seen = ClusterSnapshot.EMPTY;
        latest.compareAndSet(null, snapshot);
        pause(RETRY);
    }

    private void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (!stopping && System.nanoTime() < until) {
            LockSupport.parkNanos(this, until - System.nanoTime());
        }
    }

    private void failed(String reason) {
        if (reason.equals(failing)) {
            return;
        }
        if (reason.isEmpty()) {
            LOG.atInfo().setMessage("the state is kept again").log();
        } else {
            LOG.atWarn()
                    .setMessage(
                            "the state is not kept; a restart while the API server is away would find an older one or none")
                    .addKeyValue("file", file.path())
                    .addKeyValue("reason", reason)
                    .log();
        }
        failing = reason;
    }

    /** Writes what waits, and stops. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
