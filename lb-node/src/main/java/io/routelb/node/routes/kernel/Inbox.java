package io.routelb.node.routes.kernel;

import inet.ipaddr.IPAddress;
import io.routelb.model.Prefix;
import io.routelb.node.desired.LearnedPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** What other threads leave for the loop. Of each prefix only the last is kept, so that it holds no more than peers may tell. */
final class Inbox {
    /**
     * What the cluster's view says.
     *
     * @param serviceLink holds Service addresses
     */
    record Orders(LearnedPlan plan, String serviceLink) {}

    private final ConcurrentHashMap<Prefix, List<IPAddress>> learned = new ConcurrentHashMap<>();
    private final AtomicBoolean complete = new AtomicBoolean();
    private final AtomicReference<Optional<Orders>> orders = new AtomicReference<>(Optional.empty());

    void learned(Map<Prefix, List<IPAddress>> changes) {
        learned.putAll(changes);
    }

    /** Peers have told everything again since the start; left after it. */
    void complete() {
        complete.set(true);
    }

    /** Whether that is so. If it is, what is taken by {@link #takeLearned} afterwards is all of it. */
    boolean isComplete() {
        return complete.get();
    }

    /** Says whether they are others than those left before. */
    boolean orders(Orders fresh) {
        return !orders.getAndSet(Optional.of(fresh)).equals(Optional.of(fresh));
    }

    /** The latest, taken or not. */
    Optional<Orders> orders() {
        return orders.get();
    }

    /** What has come since. One that comes meanwhile stays for the next time. */
    Map<Prefix, List<IPAddress>> takeLearned() {
        Map<Prefix, List<IPAddress>> taken = new HashMap<>();
        learned.forEach((prefix, nextHops) -> {
            if (learned.remove(prefix, nextHops)) {
                taken.put(prefix, nextHops);
            }
        });
        return taken;
    }
}
