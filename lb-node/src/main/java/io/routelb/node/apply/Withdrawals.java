package io.routelb.node.apply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Addresses that are to leave the link, each waiting for its turn: first the peers are told (the hand-over of that generation is
 * acknowledged), then {@code withdrawDelay} passes, then it may go. A peer that never drains its socket delays it by no more than
 * {@link #LONGEST_WAIT_NANOS}. Owned by the loop; times are from a monotonic clock, nanoseconds.
 */
final class Withdrawals {
    static final long LONGEST_WAIT_NANOS = 5_000_000_000L;

    private record Entry(long generation, long since, OptionalLong told) {}

    private final Map<HeldAddress.Key, Entry> waiting = new HashMap<>();

    /** What is obsolete now; an address that is wanted again is forgotten, a new one starts to wait. */
    void update(Set<HeldAddress.Key> obsolete, long generation, long now) {
        waiting.keySet().retainAll(obsolete);
        for (HeldAddress.Key key : obsolete) {
            waiting.putIfAbsent(key, new Entry(generation, now, OptionalLong.empty()));
        }
    }

    /** The addresses whose time has come. They stay listed until {@link #update} no longer names them. */
    List<HeldAddress.Key> due(long acknowledged, long delayNanos, long now) {
        List<HeldAddress.Key> due = new ArrayList<>();
        for (Map.Entry<HeldAddress.Key, Entry> item : waiting.entrySet()) {
            Entry entry = item.getValue();
            if (entry.told().isEmpty()
                    && (entry.generation() <= acknowledged || now - entry.since() >= LONGEST_WAIT_NANOS)) {
                entry = new Entry(entry.generation(), entry.since(), OptionalLong.of(now));
                item.setValue(entry);
            }
            if (entry.told().isPresent() && now - entry.told().getAsLong() >= delayNanos) {
                due.add(item.getKey());
            }
        }
        return due;
    }

    /** How long until an address may become due by time alone; {@code Long.MAX_VALUE} when none waits. */
    long nanosToNext(long delayNanos, long now) {
        long next = Long.MAX_VALUE;
        for (Entry entry : waiting.values()) {
            long end = entry.told().isPresent()
                    ? entry.told().getAsLong() + delayNanos
                    : entry.since() + LONGEST_WAIT_NANOS;
            next = Math.min(next, Math.max(0, end - now));
        }
        return next;
    }
}
