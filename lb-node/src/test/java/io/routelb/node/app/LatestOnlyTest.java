package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The action waits until the test lets it go; what it was given, in order, is in the queue. */
@Timeout(20)
class LatestOnlyTest {
    private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
    private final Queue<Long> times = new ConcurrentLinkedQueue<>();
    private final Semaphore mayEnd = new Semaphore(0);
    private volatile String answer = "";

    private LatestOnly<String> start(boolean lastWord) {
        return start(Duration.ZERO, lastWord);
    }

    private LatestOnly<String> start(Duration apart, boolean lastWord) {
        LatestOnly.Terms terms = new LatestOnly.Terms(
                "test", Duration.ZERO, apart, Duration.ZERO, Duration.ofSeconds(10), lastWord, "it fails", "it works");
        return new LatestOnly<>(terms, value -> {
            times.add(System.nanoTime());
            begun.add(value);
            mayEnd.acquireUninterruptibly();
            return answer;
        });
    }

    private String next() throws InterruptedException {
        return Objects.requireNonNull(begun.poll(10, TimeUnit.SECONDS), "nothing was done");
    }

    @Test
    void whatIsOfferedMeanwhileReplacesWhatWaited() throws InterruptedException {
        try (LatestOnly<String> latest = start(false)) {
            latest.offer("one");
            assertEquals("one", next());
            List.of("two", "three", "four").forEach(latest::offer);
            mayEnd.release();
            assertEquals("four", next());
            mayEnd.release();
        }
        assertTrue(begun.isEmpty());
    }

    @Test
    void steadyChangesAreDoneNoOftenerThanTheTermsSayAndTheLatestOfThemIs() throws InterruptedException {
        Duration apart = Duration.ofMillis(200);
        try (LatestOnly<String> latest = start(apart, false)) {
            latest.offer("one");
            assertEquals("one", next());
            List.of("two", "three").forEach(latest::offer);
            mayEnd.release(2);
            assertEquals("three", next());
        }
        // The times are taken when the action has begun, a little after the one that counts.
        assertTrue(times.remove() + apart.dividedBy(2).toNanos() < times.remove());
    }

    @Test
    void whatFailedIsTriedAgainUnlessSomethingNewerHasCome() throws InterruptedException {
        try (LatestOnly<String> latest = start(false)) {
            answer = "no room";
            latest.offer("one");
            assertEquals("one", next());
            mayEnd.release();
            assertEquals("one", next());
            latest.offer("two");
            mayEnd.release();
            assertEquals("two", next());
            answer = "";
            mayEnd.release();
        }
        assertTrue(begun.isEmpty());
    }

    @Test
    void whatWaitsAtTheEndIsDoneByWhoPromisesItAndLeftByOthers() throws InterruptedException {
        for (boolean lastWord : new boolean[] {true, false}) {
            LatestOnly<String> latest = start(lastWord);
            latest.offer("one");
            assertEquals("one", next());
            latest.offer("two");
            Thread closing = Thread.ofPlatform().start(latest::close);
            while (closing.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            mayEnd.release(2);
            closing.join();
            assertEquals(lastWord ? "two" : "nothing", lastWord ? next() : "nothing");
            assertTrue(begun.isEmpty());
            mayEnd.drainPermits();
        }
    }
}
