package io.routelb.allocator.app;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.plan.AllocationPlan;
import io.routelb.allocator.plan.Decision;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Since when moving Services have been seen with their old addresses beside the new ones. Owned by the loop. Counted from what the API
 * server shows, not from what was asked of it: only from then on can anybody know of the new address.
 */
final class Overlaps {
    /** An overlap as it was first seen. */
    private record Seen(Set<IPAddress> leaving, long sinceNanos) {}

    private final Map<ObjectKey, Seen> seen = new HashMap<>();
    private final long enoughNanos;
    private final LongSupplier nanoTime;

    Overlaps(Duration enough, LongSupplier nanoTime) {
        this.enoughNanos = enough.toNanos();
        this.nanoTime = nanoTime;
    }

    /** The old addresses that have been shown long enough. */
    Map<ObjectKey, Set<IPAddress>> over() {
        long now = nanoTime.getAsLong();
        Map<ObjectKey, Set<IPAddress>> over = new HashMap<>();
        seen.forEach((service, overlap) -> {
            if (now - overlap.sinceNanos() >= enoughNanos) {
                over.put(service, overlap.leaving());
            }
        });
        return over;
    }

    /** Learns from what was read and what was planned of it. */
    void planned(ClusterSnapshot read, AllocationPlan plan) {
        seen.entrySet().removeIf(entry -> !isShown(read.services().get(entry.getKey()), entry.getValue()));
        plan.services().forEach((service, decision) -> {
            if (decision instanceof Decision.Assign assign && !assign.leaving().isEmpty()) {
                ServiceView view = read.services().get(service);
                if (view != null && showsAll(view, assign)) {
                    begin(service, new HashSet<>(assign.leaving()));
                }
            }
        });
    }

    /** How long until an overlap is over. */
    Duration nextDue(Duration atMost) {
        long now = nanoTime.getAsLong();
        return seen.values().stream()
                .map(overlap -> enoughNanos - (now - overlap.sinceNanos()))
                .filter(left -> left > 0)
                .map(Duration::ofNanos)
                .filter(left -> left.compareTo(atMost) < 0)
                .min(Duration::compareTo)
                .orElse(atMost);
    }

    void forget() {
        seen.clear();
    }

    private void begin(ObjectKey service, Set<IPAddress> leaving) {
        Seen before = seen.get(service);
        if (before == null || !before.leaving().equals(leaving)) {
            seen.put(service, new Seen(leaving, nanoTime.getAsLong()));
        }
    }

    private static boolean isShown(@Nullable ServiceView view, Seen overlap) {
        return view != null
                && overlap.leaving().stream().map(IPAddress::toCanonicalString).anyMatch(shown(view)::contains);
    }

    private static boolean showsAll(ServiceView view, Decision.Assign assign) {
        return shown(view)
                .equals(Stream.concat(assign.addresses().stream(), assign.leaving().stream())
                        .map(IPAddress::toCanonicalString)
                        .toList());
    }

    private static List<String> shown(ServiceView view) {
        return view.ingress().stream().map(ServiceView.Ingress::ip).toList();
    }
}
