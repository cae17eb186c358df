package io.routelb.node.app;

import io.routelb.kube.write.NodeStatus;
import io.routelb.kube.write.NodeStatusWriter;
import io.routelb.kube.write.WriteResult;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the node's RoutingNodeStatus from a thread of its own, so that a slow API server never delays a route. Only the latest report
 * counts: what the loop offers meanwhile replaces what was waiting.
 */
final class StatusPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    /** A burst of passes costs one write. */
    private static final Duration SETTLE = Duration.ofMillis(50);

    private final NodeStatusWriter writer;
    private final AtomicReference<@Nullable NodeStatus> latest = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopping;
    private String failing = "";

    StatusPublisher(NodeStatusWriter writer) {
        this.writer = writer;
        this.thread = Thread.ofPlatform().daemon().name("status").start(this::run);
    }

    /** Any thread; never blocks. */
    void offer(NodeStatus report) {
        latest.set(report);
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopping) {
            NodeStatus report = latest.get();
            if (report == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, SETTLE.toNanos());
                publish();
            }
        }
    }

    private void publish() {
        NodeStatus report = latest.getAndSet(null);
        if (report == null) {
            return;
        }
        WriteResult result = writer.write(report);
        switch (result) {
            case WriteResult.Written written -> failed("");
            case WriteResult.Conflict conflict -> again(report, "somebody else wrote it at the same time");
            case WriteResult.Gone gone -> again(report, "there is no Node of this name");
            case WriteResult.Failed failure -> again(report, failure.reason());
        }
    }

    private void again(NodeStatus report, String reason) {
        failed(reason);
        latest.compareAndSet(null, report);
        long until = System.nanoTime() + RETRY.toNanos();
        while (!stopping && System.nanoTime() < until) {
            LockSupport.parkNanos(this, until - System.nanoTime());
        }
    }

    private void failed(String reason) {
        if (reason.equals(failing)) {
            return;
        }
        if (reason.isEmpty()) {
            LOG.atInfo().setMessage("status is written again").log();
        } else {
            LOG.atWarn()
                    .setMessage("the node's status cannot be written; routing is not affected")
                    .addKeyValue("reason", reason)
                    .log();
        }
        failing = reason;
    }

    /** Stops; a report that waits is not written any more. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
