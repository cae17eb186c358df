package io.routelb.node.app;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing again and again on a thread of its own, so that nobody waits for it. Only the latest counts: what is offered meanwhile
 * replaces what was waiting, and what failed is tried again unless something newer has come. A failure costs a line of log when it begins
 * and one when it ends.
 */
final class LatestOnly<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LatestOnly.class);

    /** What is done; one call at a time, from the one thread. */
    @FunctionalInterface
    interface Action<T> {
        /** Returns why it failed, or nothing. */
        String on(T value);
    }

    /**
     * When, and what to say of it.
     *
     * @param name of the thread
     * @param settle between an offer and the action, so that a burst costs one
     * @param apart between the beginnings of two actions, so that a change that follows a quiet time is done at once and steady changes
     *     cost one action in this time
     * @param retry after a failure
     * @param stop how long {@link #close} waits at most
     * @param lastWord whether what waits at the end is still done
     * @param failing what a failure means
     * @param again that it is over
     */
    record Terms(
            String name,
            Duration settle,
            Duration apart,
            Duration retry,
            Duration stop,
            boolean lastWord,
            String failing,
            String again) {}

    private final Terms terms;
    private final Action<T> action;
    private final AtomicReference<@Nullable T> latest = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopping;
    private long notBefore = System.nanoTime();
    private String failure = "";

    LatestOnly(Terms terms, Action<T> action) {
        this.terms = terms;
        this.action = action;
        this.thread = Thread.ofPlatform().daemon().name(terms.name()).start(this::run);
    }

    /** Any thread; never blocks. */
    void offer(T value) {
        latest.set(value);
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopping) {
            if (latest.get() == null) {
                LockSupport.park(this);
            } else {
                pause(Math.max(terms.settle().toNanos(), notBefore - System.nanoTime()));
                if (!stopping) {
                    notBefore = System.nanoTime() + terms.apart().toNanos();
                    act();
                }
            }
        }
        if (terms.lastWord()) {
            act();
        }
    }

    private void act() {
        T value = latest.getAndSet(null);
        if (value == null) {
            return;
        }
        String reason = action.on(value);
        tell(reason);
        if (!reason.isEmpty()) {
            latest.compareAndSet(null, value);
            pause(terms.retry().toNanos());
        }
    }

    /** An offer does not cut it short; the end does. */
    private void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        while (!stopping && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(this, until - System.nanoTime());
        }
    }

    private void tell(String reason) {
        if (!reason.equals(failure)) {
            if (reason.isEmpty()) {
                LOG.atInfo().setMessage(terms.again()).log();
            } else {
                LOG.atWarn()
                        .setMessage(terms.failing())
                        .addKeyValue("reason", reason)
                        .log();
            }
        }
        failure = reason;
    }

    /** Stops. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(terms.stop().toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
