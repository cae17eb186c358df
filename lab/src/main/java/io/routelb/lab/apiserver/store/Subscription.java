package io.routelb.lab.apiserver.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The changes of one resource from a revision on, for one reader. The buffer is bounded: a reader that falls behind it is closed, its
 * {@code onClose} run on the store's thread.
 */
public final class Subscription {
    private final Image image;
    private final List<Change> backlog;
    private final BlockingQueue<Change> queue;
    private final Runnable onClose;
    private final LongSupplier delivered;
    private volatile boolean closed;

    Subscription(Image image, List<Change> backlog, int buffer, LongSupplier delivered, Runnable onClose) {
        this.image = image;
        this.backlog = List.copyOf(backlog);
        this.queue = new ArrayBlockingQueue<>(buffer);
        this.delivered = delivered;
        this.onClose = onClose;
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
        return Optional.ofNullable(queue.poll(timeoutMillis, TimeUnit.MILLISECONDS));
    }

    /** A revision all of whose changes were put in the buffer already: read it, find the buffer empty, and it has been seen whole. */
    public long deliveredRevision() {
        return delivered.getAsLong();
    }

    public boolean closed() {
        return closed;
    }

    void offer(Change change) {
        if (!closed && !queue.offer(change)) {
            close();
        }
    }

    void close() {
        closed = true;
        onClose.run();
    }
}
