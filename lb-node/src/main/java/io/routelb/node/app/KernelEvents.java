package io.routelb.node.app;

import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.RtnetlinkMonitor;
import io.routelb.netlink.value.RtEvent;
import io.routelb.node.apply.NodeLinks;
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
    private final NodeLinks links;
    private final Runnable wake;
    private final Thread thread;
    private volatile boolean stopping;

    KernelEvents(RtnetlinkMonitor monitor, NodeLinks links, Runnable wake) {
        this.monitor = monitor;
        this.links = links;
        this.wake = wake;
        this.thread = Thread.ofPlatform().daemon().name("kernel-events").start(this::run);
    }

    private void run() {
        while (!stopping) {
            try {
                boolean concerned = false;
                for (RtEvent event : monitor.poll(LONG)) {
                    concerned |= concerns(event);
                }
                if (concerned) {
                    wake.run();
                }
            } catch (NetlinkException e) {
                LOG.atWarn()
                        .setMessage("kernel events cannot be read; looking once a second instead")
                        .addKeyValue("reason", e.getMessage())
                        .log();
                pause();
                links.linksChanged();
                wake.run();
            }
        }
    }

    /** Of routes only the default ones matter, which say where local addresses are announced. */
    private boolean concerns(RtEvent event) {
        boolean linksChanged = switch (event) {
            case RtEvent.LinkChanged changed -> true;
            case RtEvent.LinkRemoved removed -> true;
            case RtEvent.RouteAdded added -> added.route().prefix().length() == 0;
            case RtEvent.RouteRemoved removed -> removed.route().prefix().length() == 0;
            case RtEvent.Overrun overrun -> true;
            case RtEvent.AddressAdded added -> false;
            case RtEvent.AddressRemoved removed -> false;
        };
        if (linksChanged) {
            links.linksChanged();
        }
        return linksChanged || event instanceof RtEvent.AddressAdded || event instanceof RtEvent.AddressRemoved;
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
