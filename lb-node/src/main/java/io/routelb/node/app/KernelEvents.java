package io.routelb.node.app;

import io.routelb.kube.daemon.WakeSignal;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.RtnetlinkMonitor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the kernel's multicast into wakes: what it said is read again by the loop, so nothing here can be stale. */
final class KernelEvents {
    private static final Logger LOG = LoggerFactory.getLogger(KernelEvents.class);
    private static final Duration LONG = Duration.ofHours(1);
    private static final long RETRY_MILLIS = 1_000;

    private final RtnetlinkMonitor monitor;
    private final WakeSignal wake;
    private final Thread thread;
    private volatile boolean stopping;

    KernelEvents(RtnetlinkMonitor monitor, WakeSignal wake) {
        this.monitor = monitor;
        this.wake = wake;
        this.thread = Thread.ofPlatform().daemon().name("kernel-events").start(this::run);
    }

    private void run() {
        while (!stopping) {
            try {
                if (!monitor.poll(LONG).isEmpty()) {
                    wake.wake();
                }
            } catch (NetlinkException e) {
                LOG.atWarn()
                        .setMessage("kernel events cannot be read; looking once a second instead")
                        .addKeyValue("reason", e.getMessage())
                        .log();
                pause();
                wake.wake();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            stopping = true;
            Thread.currentThread().interrupt();
        }
    }

    void stop() throws InterruptedException {
        stopping = true;
        monitor.wakeup();
        thread.join(TimeUnit.SECONDS.toMillis(1));
    }
}
