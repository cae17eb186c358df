package io.routelb.redistribution.bfd.speaker;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A timer that is mostly put off: starting it anew costs nothing as long as it only gets later. It believes that its time is over only
 * after the loop has once more looked at its sockets: what kept this thread from running does not count as silence of the peer.
 */
final class LazyTimer {
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final EventLoop loop;
    private final Runnable expired;
    private @Nullable ScheduledFuture<?> pending;
    private long pendingAt;
    private long deadline;
    private boolean running;
    private boolean lookedAgain;

    LazyTimer(EventLoop loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    void start(Duration duration) {
        deadline = System.nanoTime() + duration.toNanos();
        running = true;
        lookedAgain = false;
        if (pending == null || deadline - pendingAt < 0) {
            schedule(duration.toNanos());
        }
    }

    /** What is scheduled comes to nothing. */
    void stop() {
        running = false;
    }

    private void schedule(long nanos) {
        if (pending != null) {
            pending.cancel(false);
        }
        pendingAt = System.nanoTime() + nanos;
        pending = loop.schedule(this::fire, nanos, TimeUnit.NANOSECONDS);
    }

    private void fire() {
        pending = null;
        if (!running) {
            return;
        }
        long left = deadline - System.nanoTime();
        if (left > 0) {
            schedule(left);
        } else if (!lookedAgain) {
            lookedAgain = true;
            schedule(LOOK_AGAIN_NANOS);
        } else {
            running = false;
            expired.run();
        }
    }
}
