package io.routelb.bench.bgp;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * What keeps every thread of this process from running: how late one wakes up that sleeps a millisecond at a time, whatever the reason,
 * and how long garbage collection stopped them all. Costs nothing before the first question.
 */
final class Pauses {
    private static final long SLEEP_NANOS = 1_000_000;

    private final AtomicLong latest = new AtomicLong();
    private final AtomicLong collection = new AtomicLong();
    private boolean running;

    /** In nanoseconds, since this was asked last; the first question begins. */
    synchronized long latestWaking() {
        if (!running) {
            running = true;
            Thread.ofPlatform().daemon().name("pauses").start(this::run);
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .filter(NotificationEmitter.class::isInstance)
                    .map(NotificationEmitter.class::cast)
                    .forEach(each -> each.addNotificationListener((told, unused) -> collected(told), null, null));
        }
        return latest.getAndSet(0);
    }

    /** In milliseconds, since the first question about waking. */
    long longestCollection() {
        return collection.get();
    }

    private void collected(Notification told) {
        if (told.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
                && told.getUserData() instanceof CompositeData data) {
            long millis =
                    GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration();
            collection.accumulateAndGet(millis, Math::max);
        }
    }

    private void run() {
        while (true) {
            long asleep = System.nanoTime();
            LockSupport.parkNanos(SLEEP_NANOS);
            latest.accumulateAndGet(System.nanoTime() - asleep - SLEEP_NANOS, Math::max);
        }
    }
}
