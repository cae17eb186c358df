package io.routelb.allocator.ipam;

import io.routelb.allocator.plan.IpamStats;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** When each external group's pool is to be measured, and what it was last. Owned by {@link ExternalIpam}. */
final class StatsPolls {
    static final Duration PERIOD = Duration.ofSeconds(30);
    /** After a call of ours, which changed the figures; a burst of calls is one change. */
    static final Duration AFTER_CALLS = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final Map<String, Long> dueNanos = new HashMap<>();
    private final Map<String, IpamStats> last = new HashMap<>();

    StatsPolls(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    Map<String, IpamStats> stats() {
        return Map.copyOf(last);
    }

    /** These groups and no others. */
    void keep(Set<String> groups) {
        dueNanos.keySet().retainAll(groups);
        last.keySet().retainAll(groups);
        groups.forEach(group -> dueNanos.putIfAbsent(group, nanoTime.getAsLong()));
    }

    List<String> due() {
        long now = nanoTime.getAsLong();
        return dueNanos.entrySet().stream()
                .filter(entry -> now - entry.getValue() >= 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
    }

    /** It cannot be asked now. */
    void postpone(String group) {
        dueNanos.replace(group, nanoTime.getAsLong() + AFTER_CALLS.toNanos());
    }

    void started(String group) {
        dueNanos.replace(group, nanoTime.getAsLong() + PERIOD.toNanos());
    }

    void soon(String group) {
        long soon = nanoTime.getAsLong() + AFTER_CALLS.toNanos();
        dueNanos.computeIfPresent(group, (same, due) -> due - soon < 0 ? due : soon);
    }

    /** What was last heard of a pool stays until the group goes: an IPAM that is away has not become empty. */
    void ended(String group, IpamOutcome outcome) {
        if (outcome instanceof IpamOutcome.Measured measured && dueNanos.containsKey(group)) {
            last.put(group, measured.stats());
        }
    }

    void forget() {
        dueNanos.clear();
        last.clear();
    }

    Duration nextDue(Duration atMost) {
        long now = nanoTime.getAsLong();
        return dueNanos.values().stream()
                .map(due -> Duration.ofNanos(Math.max(due - now, 0)))
                .min(Duration::compareTo)
                .filter(nearest -> nearest.compareTo(atMost) < 0)
                .orElse(atMost);
    }
}
