package io.routelb.redistribution.bgp.session;

import java.time.Duration;

/** Waits that grow with failures and are spread by chance, so that many nodes don't come back at one instant. */
final class Backoff {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int MAX_DOUBLINGS = 4;

    private Backoff() {}

    /** ConnectRetryTime doubled with each failure after the first, at most 60 s or what was configured if that is more. */
    static Duration after(int failures, SessionConfig config, double random) {
        Duration first = config.timers().connectRetry();
        Duration grown = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, MAX_DOUBLINGS));
        Duration limit = first.compareTo(LONGEST) > 0 ? first : LONGEST;
        return jittered(grown.compareTo(limit) < 0 ? grown : limit, random);
    }

    /** RFC 4271 section 10: times a factor from 0.75 to 1. */
    static Duration jittered(Duration duration, double random) {
        return Duration.ofMillis(Math.round(duration.toMillis() * (0.75 + random / 4)));
    }
}
