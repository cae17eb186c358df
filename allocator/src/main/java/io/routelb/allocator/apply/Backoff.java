package io.routelb.allocator.apply;

import java.time.Duration;

/** How long a failed write waits: 1 s, doubled with each failure up to 1 min. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Backoff() {}

    static Duration after(int failures) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
