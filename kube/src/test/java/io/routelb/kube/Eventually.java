package io.routelb.kube;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition with a deadline. */
public final class Eventually {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private Eventually() {}

    /** Fails with {@code what} when the condition has not come true in ten seconds. */
    public static void holds(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                fail("not within " + DEADLINE.toSeconds() + " s: " + what);
            }
            Thread.onSpinWait();
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail("interrupted while waiting: " + what);
            }
        }
    }
}
