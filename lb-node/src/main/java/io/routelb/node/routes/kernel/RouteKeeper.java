package io.routelb.node.routes.kernel;

import inet.ipaddr.IPAddress;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.RtEvent;
import io.routelb.node.apply.KernelException;
import io.routelb.node.desired.LearnedPlan;
import io.routelb.node.routes.KernelView;
import io.routelb.node.routes.Way;
import io.routelb.redistribution.LearnedRoutes;
import io.routelb.redistribution.bgp.rib.Reachability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the ways to next hops and keeps learned routes in the kernel. Owns one thread; every method may be called from any. What the speaker
 * asks is answered from the last reading, without waiting.
 */
public final class RouteKeeper implements Reachability, LearnedRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(RouteKeeper.class);
    private static final long PAUSE_SECONDS = 1;
    private static final long FAREWELL_SECONDS = 3;

    private final RouteKernel kernel;
    private final Inbox inbox = new Inbox();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final RouteLoop loop;
    private final Thread thread;
    private volatile Runnable reachabilityChanged = () -> {};
    private volatile Runnable reported = () -> {};
    private volatile boolean keeping;
    private volatile KernelView view = KernelView.EMPTY;
    private volatile RouteReport report = RouteReport.NONE;

    /** Reads the kernel once, so that next hops are known before the first is asked for. Call {@link #start} then. */
    public RouteKeeper(RouteKernel kernel) {
        this.kernel = kernel;
        this.loop = new RouteLoop(kernel, inbox, this::viewChanged, System.nanoTime());
        this.thread = Thread.ofPlatform().daemon().name("kernel-routes").unstarted(this::run);
        loop.turn(List.of(), System.nanoTime());
    }

    /**
     * Begins to work.
     *
     * @param toSpeaker called when next hops may be reached otherwise than before; it must not block
     * @param toAgent called when {@link #report} may say something new; it must not block
     */
    public void start(Runnable toSpeaker, Runnable toAgent) {
        reachabilityChanged = toSpeaker;
        reported = toAgent;
        thread.start();
    }

    /** From now on that is wanted; the service link is the one that holds Service addresses. */
    public void follow(LearnedPlan plan, String serviceLink) {
        if (inbox.orders(new Inbox.Orders(plan, serviceLink))) {
            kernel.wake();
        }
    }

    @Override
    public void changed(Map<Prefix, List<IPAddress>> changes) {
        inbox.learned(changes);
        kernel.wake();
    }

    @Override
    public void complete() {
        inbox.complete();
        kernel.wake();
    }

    @Override
    public OptionalLong metric(IPAddress nextHop) {
        return view.way(nextHop).map(Way::metric).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** What has become of the learned routes. */
    public RouteReport report() {
        return report;
    }

    /**
     * Ends, within seconds.
     *
     * @param keep the routes stay in the kernel, for a successor
     */
    public void close(boolean keep) {
        keeping = keep;
        stopping.countDown();
        kernel.wake();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(FAREWELL_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void viewChanged(KernelView fresh) {
        view = fresh;
        reachabilityChanged.run();
    }

    private void run() {
        Duration next = Duration.ZERO;
        while (!isStopping()) {
            try {
                List<RtEvent> events = kernel.await(next);
                if (!isStopping()) {
                    next = loop.turn(events, System.nanoTime());
                }
            } catch (KernelException e) {
                loop.failed(e, System.nanoTime());
                pause();
            }
            publish();
        }
        if (!keeping) {
            try {
                loop.clear();
            } catch (KernelException e) {
                LOG.atWarn().addKeyValue("reason", e.sentence()).log("learned routes stay in the kernel");
            }
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void publish() {
        RouteReport now = loop.report();
        if (!now.equals(report)) {
            report = now;
            reported.run();
        }
    }

    private void pause() {
        try {
            var unused = stopping.await(PAUSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            stopping.countDown();
            Thread.currentThread().interrupt();
        }
    }
}
