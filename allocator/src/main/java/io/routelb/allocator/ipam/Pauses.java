package io.routelb.allocator.ipam;

import java.time.Duration;

/** How long to wait after so many failures in a row. */
final class Pauses {
    private Pauses() {}

    /** {@code first} after the first failure, doubled with each further one. */
    static Duration doubling(Duration first, int failures, Duration longest) {
        Duration doubled = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, 20));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /** Before a call that ended so is repeated. */
    static Duration after(IpamOutcome.Cause cause, int failures) {
        return switch (cause) {
            case UNREACHABLE, AGAIN -> doubling(Duration.ofMillis(500), failures, Duration.ofSeconds(5));
            case FULL -> doubling(Duration.ofSeconds(15), failures, Duration.ofMinutes(2));
            case HAS_SOME, REFUSED -> doubling(Duration.ofSeconds(10), failures, Duration.ofMinutes(5));
        };
    }
}
