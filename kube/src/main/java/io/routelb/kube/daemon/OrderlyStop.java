package io.routelb.kube.daemon;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT become a request to stop, and the process lives until the program says it has {@link #finished}, or a limit is over.
 * (A shutdown hook must not wait for the main thread to end: that thread ends in {@code System.exit}, which waits for the hooks.)
 */
public final class OrderlyStop {
    private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);

    private final CountDownLatch finished = new CountDownLatch(1);

    private OrderlyStop() {}

    /** Installs it; {@code request} is called once, from the hook's thread, and must not block. */
    public static OrderlyStop onSignal(Runnable request, Duration limit) {
        OrderlyStop stop = new OrderlyStop();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop.stop(request, limit)));
        return stop;
    }

    /** Everything is put away. */
    public void finished() {
        finished.countDown();
    }

    private void stop(Runnable request, Duration limit) {
        if (finished.getCount() == 0) {
            return;
        }
        request.run();
        try {
            if (!finished.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("seconds", limit.toSeconds()).log("stopped without finishing in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
