package io.routelb.lab.process;

import java.io.IOException;
import java.time.Duration;

/** Waiting for a condition with a deadline. The only place of the lab that sleeps, and it never sleeps longer than one poll. */
public final class Await {
    private static final Duration POLL = Duration.ofMillis(10);

    private Await() {}

    /** A question asked again and again; it may do I/O. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** What was seen last, for the sentence that says why a wait ended in vain. */
    @FunctionalInterface
    public interface Sight {
        String text() throws IOException, InterruptedException;
    }

    /** Waits until the condition holds and says how long it took; after the limit, an {@link ExpectationException}. */
    public static Duration until(String what, Duration limit, Condition condition)
            throws IOException, InterruptedException {
        return until(what, limit, condition, () -> "");
    }

    /** As above, with what was seen last in the failure's sentence. */
    public static Duration until(String what, Duration limit, Condition condition, Sight lastSeen)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start >= limit.toNanos()) {
                String seen = lastSeen.text();
                throw new ExpectationException("not seen within " + limit.toMillis() / 1000.0 + " s: " + what
                        + (seen.isEmpty() ? "" : "; seen instead: " + seen));
            }
            Thread.sleep(POLL);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Checks during the whole of the given time that the condition holds. */
    public static void throughout(String what, Duration time, Condition condition)
            throws IOException, InterruptedException {
        throughout(what, time, condition, () -> "");
    }

    /** As above, with what is seen right after it did not hold in the failure's sentence. */
    public static void throughout(String what, Duration time, Condition condition, Sight lastSeen)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        do {
            if (!condition.holds()) {
                String seen = lastSeen.text();
                throw new ExpectationException("did not stay so: " + what + ", after "
                        + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms"
                        + (seen.isEmpty() ? "" : "; seen instead: " + seen));
            }
            Thread.sleep(POLL);
        } while (System.nanoTime() - start < time.toNanos());
    }
}
