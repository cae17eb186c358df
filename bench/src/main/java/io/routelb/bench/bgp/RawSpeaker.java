package io.routelb.bench.bgp;

import io.routelb.lab.process.Await;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.topology.Namespaces;
import io.routelb.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Any number of BGP sessions that tell and count host routes, all on one thread in a namespace. They dial, and dial again. */
final class RawSpeaker implements AutoCloseable {
    private static final long TICK_MILLIS = 100;

    /** As many as the shortest queue of a daemon's listening socket holds: what comes in excess waits for TCP's retransmissions. */
    private static final int MOST_DIALLING = 8;

    private final Selector selector;
    private final List<RawSession> sessions = new ArrayList<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicReference<String> broken = new AtomicReference<>("");
    private volatile boolean closed;

    private RawSpeaker(Selector selector) {
        this.selector = selector;
    }

    /** Starts the thread. */
    static RawSpeaker in(String namespace) throws IOException, InterruptedException {
        RawSpeaker speaker = new RawSpeaker(Selector.open());
        NetworkNamespace.ofPath(Namespaces.file(namespace))
                .thread("raw-" + namespace, speaker::run)
                .start();
        return speaker;
    }

    /** A session that is wanted from now on. */
    RawSession dial(RawSession.Ends ends) {
        RawSession session = new RawSession(ends, this);
        submit(() -> sessions.add(session));
        return session;
    }

    /** Runs it on the thread. */
    void submit(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Takes a session down at once, by closing its connection, and dials no more. */
    void drop(RawSession session) {
        submit(() -> {
            sessions.remove(session);
            session.close("dropped");
        });
    }

    Selector selector() {
        return selector;
    }

    /** Fails when the thread has given up. */
    void requireSound() throws ExpectationException {
        if (!broken.get().isEmpty()) {
            throw new ExpectationException(broken.get());
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(TICK_MILLIS);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    ((RawSession) key.attachment()).ready();
                }
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                long dialling = sessions.stream().filter(RawSession::isDialling).count();
                for (RawSession session : sessions) {
                    dialling += session.tick(now, dialling < MOST_DIALLING) ? 1 : 0;
                }
            }
            sessions.forEach(session -> session.close("the end"));
            selector.close();
        } catch (IOException | RuntimeException e) {
            broken.set("the feeder failed: " + e);
        }
    }

    /** Waits until the session is as wanted. */
    void await(String what, Duration limit, RawSession session, Predicate<RawSession> wanted)
            throws IOException, InterruptedException {
        Await.until(
                what,
                limit,
                () -> {
                    requireSound();
                    return wanted.test(session);
                },
                session::lastEnd);
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
