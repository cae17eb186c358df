package io.routelb.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * When what was seen, on one monotonic clock, by several observers. An observer notes the first time it sees a key; the measuring thread
 * waits for the note. The lock is the hand-over between them and nothing else.
 */
final class Timeline {
    private final Map<String, Long> seen = new HashMap<>();
    private final List<String> failures = new ArrayList<>();

    /** Notes that this was seen now, unless it was seen before. */
    synchronized void note(String key) {
        seen.putIfAbsent(key, System.nanoTime());
        notifyAll();
    }

    /** An observer cannot go on. */
    synchronized void fail(String reason) {
        failures.add(reason);
        notifyAll();
    }

    /** Waits until it was seen and gives the time. */
    synchronized long await(String key, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!seen.containsKey(key)) {
            if (!failures.isEmpty()) {
                throw new IOException("an observer failed: " + failures.getFirst());
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new IOException("not seen within " + limit.toSeconds() + " s: " + key);
            }
            wait(left / 1_000_000 + 1);
        }
        return seen.getOrDefault(key, 0L);
    }

    /** The time of what was seen, if it was. */
    synchronized OptionalLong time(String key) {
        Long time = seen.get(key);
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }
}
