package io.routelb.kube.write;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs blocking writes on other threads and brings their results back to the owner: a worker puts the result into a queue and wakes
 * the loop; {@link #collect} handles it there. The callers bound how much is under way, and with it the queue.
 *
 * <p>The owner may rest while the workers have plenty to do; it is told when that ends.
 */
public final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** With fewer under way the workers may run out before the next plan. */
    static final int PLENTY = 512;

    private final Executor threads;
    private final Runnable wake;
    private final Runnable noMorePlenty;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Queue<Runnable> results = new ConcurrentLinkedQueue<>();

    /** For an owner that never rests; {@code wake} runs with each result, from any thread. */
    public Workers(Executor threads, Runnable wake) {
        this(threads, wake, () -> {});
    }

    /** {@code wake} runs with each result, {@code noMorePlenty} when what is under way has become little. From any thread. */
    public Workers(Executor threads, Runnable wake, Runnable noMorePlenty) {
        this.threads = threads;
        this.wake = wake;
        this.noMorePlenty = noMorePlenty;
    }

    /** Whether there is more to do than a plan takes to make. Any thread. */
    public boolean busy() {
        return underWay.get() > PLENTY;
    }

    /** Starts a write; {@code then} gets its result in a later {@link #collect}. */
    public void start(Supplier<WriteResult> write, Consumer<WriteResult> then) {
        start(write, WriteResult.Failed::new, then);
    }

    /** As above, for a write with another kind of result. {@code failed} makes one of a sentence that says what went wrong. */
    public <T> void start(Supplier<T> write, Function<String, T> failed, Consumer<T> then) {
        underWay.incrementAndGet();
        threads.execute(() -> {
            T result = resultOf(write, failed);
            toOwner(() -> then.accept(result));
            if (underWay.decrementAndGet() == PLENTY) {
                noMorePlenty.run();
            }
        });
    }

    /** Has the owner run this in a later {@link #collect}. From any thread. */
    public void toOwner(Runnable result) {
        results.add(result);
        wake.run();
    }

    /** Handles what has come back. The owner only. */
    public void collect() {
        for (Runnable result = results.poll(); result != null; result = results.poll()) {
            result.run();
        }
    }

    private static <T> T resultOf(Supplier<T> write, Function<String, T> failed) {
        try {
            return write.get();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a write ended in a bug; it will be tried again");
            return failed.apply("internal error: " + e);
        }
    }
}
