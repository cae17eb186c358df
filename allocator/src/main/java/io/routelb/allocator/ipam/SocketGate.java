package io.routelb.allocator.ipam;

import java.time.Duration;

/**
 * How much may be asked on one socket. So many calls at once; and while nobody answers, one call after a pause, so that a thousand
 * waiting Services cost a dead sidecar, and us, no more than one.
 */
final class SocketGate {
    static final int MOST_AT_ONCE = 16;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private int underWay;
    private int failures;
    private long closedUntilNanos;

    boolean admits(long now) {
        int most = failures == 0 ? MOST_AT_ONCE : 1;
        return underWay < most && (failures == 0 || now - closedUntilNanos >= 0);
    }

    boolean idle() {
        return underWay == 0;
    }

    void started() {
        underWay++;
    }

    void ended(boolean reached, long now) {
        underWay--;
        failures = reached ? 0 : failures + 1;
        closedUntilNanos =
                now + Pauses.doubling(FIRST_PAUSE, failures, LONGEST_PAUSE).toNanos();
    }

    /** How long it admits nobody by itself; zero when it might, or when an outcome has to come first. */
    Duration closedFor(long now) {
        return failures == 0 || underWay > 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, closedUntilNanos - now));
    }
}
