package io.routelb.node.app;

import io.routelb.kube.daemon.WakeSignal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes the loop, for one of two reasons: something a whole pass looks at may have changed, or only something of the election, which is
 * cheap to look at and changes with every renewal of every node.
 */
final class PassSignal {
    private final WakeSignal wake = new WakeSignal();
    private final AtomicBoolean passDue = new AtomicBoolean(true);

    /** The cluster, the kernel or a peer may have changed. Any thread. */
    void pass() {
        passDue.set(true);
        wake.wake();
    }

    /** A Lease may have changed, or an answer has come. Any thread. */
    void look() {
        wake.wake();
    }

    /** Waits until woken or until the time is over. The loop only. */
    void await(Duration atMost) throws InterruptedException {
        wake.await(atMost);
    }

    /** Whether a whole pass is due; asking makes it no longer so. The loop only. */
    boolean takePass() {
        return passDue.getAndSet(false);
    }
}
