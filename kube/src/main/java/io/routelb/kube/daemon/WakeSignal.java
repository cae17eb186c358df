package io.routelb.kube.daemon;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes one loop. Any number of {@link #wake}s before the loop looks count as one; a wake while the loop works makes it go round once
 * more. Never blocks the waker.
 */
public final class WakeSignal implements Runnable {
    private final Semaphore pending = new Semaphore(0);

    /** Any thread. */
    public void wake() {
        pending.release();
    }

    @Override
    public void run() {
        wake();
    }

    /** Waits until woken or until the time is over; true when woken. Only the owner of the loop calls this. */
    public boolean await(Duration atMost) throws InterruptedException {
        boolean woken = pending.tryAcquire(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
        pending.drainPermits();
        return woken;
    }
}
