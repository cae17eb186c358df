package io.routelb.redistribution.bgp.speaker;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.LearnedRoutes;
import io.routelb.redistribution.RoutingBackend;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bfd.speaker.BfdPeer;
import io.routelb.redistribution.bfd.speaker.BfdSpeaker;
import io.routelb.redistribution.bfd.speaker.PathListener;
import io.routelb.redistribution.bgp.rib.Reachability;
import io.routelb.redistribution.bgp.session.Comeback;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The backend that speaks BGP itself, and BFD beside it. Owns one event loop thread, and another once BFD is asked for; its methods may
 * be called from any thread.
 */
public final class NativeBackend implements RoutingBackend {
    private static final long FAREWELL_SECONDS = 3;
    /** Sockets. With 200 peers that each tell a reflector five routes, a turn that read all of them took 20 to 40 ms. */
    private static final int READ_IN_A_TURN = 16;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Speaker speaker;
    private final BfdSpeaker bfd;
    /** On the loop. */
    private boolean closing;

    /** A backend nobody watches. */
    public NativeBackend() {
        this(() -> {});
    }

    /**
     * Starts the thread; nothing is dialled or listened on before the first {@link #apply}.
     *
     * @param statusChanged called on the event loop when {@link #status} may say something new; it must not block
     */
    public NativeBackend(Runnable statusChanged) {
        this(statusChanged, Reachability.EVERYWHERE, LearnedRoutes.NOBODY);
    }

    /**
     * The same for one who knows the kernel's routes.
     *
     * @param reachability asked on the event loop; it must not block
     * @param learned offered on the event loop what is used of the routes peers tell
     */
    public NativeBackend(Runnable statusChanged, Reachability reachability, LearnedRoutes learned) {
        group = inTurns();
        loop = group.next();
        bfd = new BfdSpeaker(this::pathChanged);
        Runnable changed = () -> {
            watchPaths();
            statusChanged.run();
        };
        speaker = new Speaker(loop, changed, reachability, learned);
    }

    /**
     * One loop, in which everybody has a turn soon: of sockets with something to read only a few are read before tasks and timers are
     * looked at, and then those that have waited longest.
     */
    static MultiThreadIoEventLoopGroup inTurns() {
        return new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("bgp", true),
                EpollIoHandler.newFactory(READ_IN_A_TURN, DefaultSelectStrategyFactory.INSTANCE));
    }

    private void pathChanged(PathListener.PathChange change) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> speaker.pathChanged(change));
        }
    }

    /** BFD follows who is there: neighbours by prefix come and go by themselves. */
    private void watchPaths() {
        if (!closing) {
            bfd.apply(BfdPeer.of(speaker.introduced()));
        }
    }

    @Override
    public void comeBack(Set<IpFamily> forwarding) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> speaker.comeBack(new Comeback(forwarding)));
        }
    }

    @Override
    public CompletionStage<Void> apply(RoutingIntent intent) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                speaker.apply(intent, told);
                // Second, so that a peer that is removed hears so from BGP: not every router knows that AdminDown is no
                // failure.
                watchPaths();
            });
        } catch (RejectedExecutionException e) {
            told.completeExceptionally(new IllegalStateException("the BGP speaker is closed", e));
        }
        return told;
    }

    /** What the backend was given to know next hops by has changed its mind. */
    public void reachabilityChanged() {
        if (!loop.isShuttingDown()) {
            loop.execute(speaker::reachabilityChanged);
        }
    }

    /** Completes at the speaker's next turn, on its event loop: how long that takes is how busy it is. */
    public CompletionStage<Void> nextTurn() {
        return CompletableFuture.runAsync(() -> {}, loop);
    }

    @Override
    public void standStillAhead() {
        bfd.standStillAhead();
    }

    @Override
    public RoutingStatus status() {
        return speaker.status().with(bfd.status(), bfd.problems());
    }

    @Override
    public boolean isKeptOverRestart() {
        return speaker.isKeptOverRestart();
    }

    @Override
    public void close() {
        close(false);
    }

    @Override
    public void closeForRestart() {
        close(true);
    }

    private void close(boolean forRestart) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                closing = true;
                speaker.close(forRestart, gone);
            });
            gone.completeOnTimeout(null, FAREWELL_SECONDS, TimeUnit.SECONDS).join();
        } catch (RejectedExecutionException e) {
            return; // closed before
        }
        bfd.close(); // after BGP, for the reason above
        group.shutdownGracefully(0, FAREWELL_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(FAREWELL_SECONDS, TimeUnit.SECONDS);
    }
}
