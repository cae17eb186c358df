package io.routelb.node.apply;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Addresses that somebody else takes away from us. Each is put back at once; but when one had to be put back {@value #AT_ONCE} times with
 * less than {@link #QUIET} in between, somebody is fighting us, and from then on waits {@link #PAUSE} each time. Owned by the loop; times
 * are monotonic nanoseconds.
 */
final class Repairs {
    static final int AT_ONCE = 5;
    static final Duration QUIET = Duration.ofSeconds(10);
    /** Even in a fight an address is back within a second. */
    static final Duration PAUSE = Duration.ofMillis(900);

    private record Streak(int count, long last) {
        boolean fought() {
            return count >= AT_ONCE;
        }

        boolean over(long now) {
            return now - last >= QUIET.toNanos();
        }
    }

    private final Map<HeldAddress.Key, Streak> streaks = new HashMap<>();
    private long total;

    /** Whether the address that is missing may be put back now. */
    boolean allowed(HeldAddress.Key key, long now) {
        Streak streak = streaks.get(key);
        return streak == null || !streak.fought() || now - streak.last() >= PAUSE.toNanos();
    }

    /** The address was put back. */
    void repaired(HeldAddress.Key key, long now) {
        total++;
        streaks.merge(
                key, new Streak(1, now), (old, fresh) -> old.over(now) ? fresh : new Streak(old.count() + 1, now));
    }

    /** The addresses being fought over, as {@code ADDRESS on LINK}. What nobody has touched for a while is forgotten. */
    Set<String> fights(long now) {
        streaks.values().removeIf(streak -> streak.over(now));
        Set<String> fights = new TreeSet<>();
        streaks.forEach((key, streak) -> {
            if (streak.fought()) {
                fights.add(key.address().toCanonicalString() + " on " + key.link());
            }
        });
        return fights;
    }

    /** How long until a pause or a fight may be over; {@code Long.MAX_VALUE} when there is none. */
    long nanosToNext(long now) {
        long next = Long.MAX_VALUE;
        for (Streak streak : streaks.values()) {
            if (streak.fought()) {
                long pause = streak.last() + PAUSE.toNanos() - now;
                next = Math.min(next, pause > 0 ? pause : streak.last() + QUIET.toNanos() - now);
            }
        }
        return Math.max(0, next);
    }

    /** Addresses put back since the start. */
    long total() {
        return total;
    }
}
