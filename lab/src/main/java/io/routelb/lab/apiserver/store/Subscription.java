package io.routelb.lab.apiserver.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The changes of one resource from a revision on, for one reader. The buffer is bounded: a reader that falls behind it is closed, its
 * {@code onCut} run on the store's thread. An orderly end comes after the last change.
 */
public final class Subscription {
    private final Image image;
    private final List<Change> backlog;
    private final BlockingQueue<Optional<Change>> queue;
    private final Runnable onCut;
    private final LongSupplier delivered;
    private volatile boolean closed;

    Subscription(Image image, List<Change> backlog, int buffer, LongSupplier delivered, Runnable onCut) {
        this.image = image;
        this.backlog = List.copyOf(backlog);
        this.queue = new ArrayBlockingQueue<>(buffer);
        this.delivered = delivered;
        this.onCut = onCut;
    }

    /** The state at the moment of subscription; the first queued change is the next one. */
    public Image image() {
        return image;
    }

    /** The changes between the asked-for revision and {@link #image}. */
    public List<Change> backlog() {
        return backlog;
    }

    /** The next change; empty when none came in time. */
    public Optional<Change> next(long timeoutMillis) throws InterruptedException {
        Optional<Change> taken = queue.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        if (taken == null) {
            return Optional.empty();
        }
        closed |= taken.isEmpty();
        return taken;
    }

    /** A revision all of whose changes were put in the buffer already: read it, find the buffer empty, and it has been seen whole. */
    public long deliveredRevision() {
        return delivered.getAsLong();
    }

    /** Whether it was cut, or its end has been read. */
    public boolean closed() {
        return closed;
    }

    void offer(Change change) {
        if (!closed && !queue.offer(Optional.of(change))) {
            cut();
        }
    }

    /** Ends it in order: what is in the buffer is still read. */
    void end() {
        if (!closed && !queue.offer(Optional.empty())) {
            cut();
        }
    }

    private void cut() {
        closed = true;
        onCut.run();
    }
}
