package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Addresses the node is letting go of: first their routes stand back, then they are gone. One that is not on the link has no route to
 * stand back with. An address that is not to go any more is forgotten, and serves at once. Owned by the loop; times are monotonic
 * nanoseconds.
 */
final class Departures {
    private final Map<IPAddress, Long> since = new HashMap<>();
    private final Set<IPAddress> gone = new HashSet<>();

    /**
     * Takes in what is to go now.
     *
     * @param wait how long routes stand back
     * @param held whether the address is on the link
     */
    void update(Set<IPAddress> going, Duration wait, Predicate<IPAddress> held, long now) {
        since.keySet().retainAll(going);
        gone.retainAll(going);
        for (IPAddress address : going) {
            long began = since.computeIfAbsent(address, first -> now);
            if (now - began >= wait.toNanos() || !held.test(address)) {
                gone.add(address);
            }
        }
    }

    /** Those whose routes stand back. */
    Set<IPAddress> standingBack() {
        Set<IPAddress> back = new HashSet<>(since.keySet());
        back.removeAll(gone);
        return back;
    }

    /** Those the node does not carry any more; once gone they stay so. */
    Set<IPAddress> gone() {
        return Set.copyOf(gone);
    }

    /** How long until another one is gone; {@code Long.MAX_VALUE} when none stands back. */
    long nanosToNext(Duration wait, long now) {
        return standingBack().stream()
                .mapToLong(address -> Math.max(0, since.getOrDefault(address, now) + wait.toNanos() - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
