package io.routelb.redistribution.bgp.speaker;

import java.time.Duration;
import java.util.function.LongConsumer;

/** Lets something a peer can trigger at will be logged at most once in ten seconds, with the count of what was held back. */
final class RateLimit {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private boolean used;
    private long lastNanos;
    private long held;

    /** Runs it with the number held back since the last time, or holds it back. */
    void run(long nowNanos, LongConsumer log) {
        if (used && nowNanos - lastNanos < INTERVAL_NANOS) {
            held++;
            return;
        }
        used = true;
        lastNanos = nowNanos;
        log.accept(held);
        held = 0;
    }
}
