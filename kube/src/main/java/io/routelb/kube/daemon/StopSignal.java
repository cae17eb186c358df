package io.routelb.kube.daemon;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM or SIGINT made into an orderly stop: the signal only sets {@link #requested} and wakes the loop; the process then stays until the
 * loop has called {@link #finished}, or until the grace is over.
 */
public final class StopSignal {
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean requested;

    StopSignal() {}

    /** Installs it for this process. {@code wake} is called once, from the thread that handles the signal. */
    public static StopSignal install(Duration grace, Runnable wake) {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> signal.handle(grace, wake)));
        return signal;
    }

    /** Whether the process has been asked to stop. Any thread. */
    public boolean requested() {
        return requested;
    }

    /** All is put away; the process may end. Called by the loop, also when it ends by itself. */
    public void finished() {
        finished.countDown();
    }

    /** True when the loop finished in time. */
    boolean handle(Duration grace, Runnable wake) {
        requested = true;
        wake.run();
        try {
            return finished.await(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
