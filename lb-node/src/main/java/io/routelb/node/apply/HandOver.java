package io.routelb.node.apply;

import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.RoutingBackend;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** What the backend was handed last, and how much of it the peers have been told. Owned by the loop. */
final class HandOver {
    private final RoutingBackend backend;
    private final LongConsumer listener;
    private final AtomicLong acknowledged = new AtomicLong();
    private Optional<RoutingIntent> inForce = Optional.empty();
    private long generation;

    /** {@code listener} is called from any thread when peers have been told, with the {@code now} of that hand-over. */
    HandOver(RoutingBackend backend, LongConsumer listener) {
        this.backend = backend;
        this.listener = listener;
    }

    /** An unchanged intent is not handed over again. */
    void of(RoutingIntent intent, long now) {
        if (inForce.isPresent() && inForce.get().equals(intent)) {
            return;
        }
        inForce = Optional.of(intent);
        long handedOver = ++generation;
        backend.apply(intent).whenComplete((done, failure) -> {
            if (failure == null) {
                acknowledged.accumulateAndGet(handedOver, Math::max);
                listener.accept(now);
            }
        });
    }

    /** The number of the last hand-over; 0 before the first. */
    long generation() {
        return generation;
    }

    /** The last hand-over that every established peer has been told. */
    long acknowledged() {
        return acknowledged.get();
    }
}
