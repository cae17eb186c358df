package io.routelb.bench.bgp;

import io.routelb.redistribution.bgp.speaker.NativeBackend;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The longest a task had to wait for the speaker's event loop, asked a thousand times a second at most, once asked for. */
final class LoopDelay {
    private static final long PAUSE_NANOS = 1_000_000;

    private final NativeBackend backend;
    private final AtomicLong longest = new AtomicLong();
    private boolean running;

    LoopDelay(NativeBackend backend) {
        this.backend = backend;
    }

    /** In nanoseconds, since this was asked last; the first question begins. */
    synchronized long longest() {
        if (!running) {
            running = true;
            Thread.ofPlatform().daemon().name("loop-delay").start(this::run);
        }
        return longest.getAndSet(0);
    }

    private void run() {
        while (true) {
            long asked = System.nanoTime();
            backend.nextTurn().toCompletableFuture().join();
            longest.accumulateAndGet(System.nanoTime() - asked, Math::max);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
