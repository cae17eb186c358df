package io.routelb.kube.daemon;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.management.NotificationEmitter;

/**
 * Keeps the heap near what is in use. The serial collector, the smallest there is, lets the old generation grow up to {@code -Xmx} before it
 * looks what of it is still needed: objects that the API server replaces one by one pile up there, and a program that needs 30 MiB takes
 * 500. This has the heap collected when the old generation has grown by a headroom or a quarter since the last time.
 */
public final class HeapKeeper {
    /** The old generation. */
    interface OldGeneration {
        /** What is in it, in bytes. */
        long used();

        /** Have {@link HeapKeeper#grown} called when a collection of the young generation leaves more than that in it. */
        void watch(long bytes);

        /** Collects the whole heap. */
        void collect();
    }

    private final OldGeneration old;
    private final long headroom;
    private final Runnable before;
    private volatile boolean due;

    HeapKeeper(OldGeneration old, long headroom, Runnable before) {
        this.old = old;
        this.headroom = headroom;
        this.before = before;
    }

    /**
     * Starts it for this process. Where another collector is used, nothing is done: the others look by themselves.
     *
     * @param headroom bytes by which the old generation may grow before it is collected; a collection stops the program for as long as it takes
     *     to go through what is in use
     */
    public static void start(long headroom) {
        start(headroom, () -> {});
    }

    /** The same; {@code before} runs before each collection that this has done, on a thread of its own. */
    public static void start(long headroom, Runnable before) {
        Optional<MemoryPoolMXBean> tenured = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Tenured Gen") && pool.isUsageThresholdSupported())
                .findFirst();
        tenured.ifPresent(pool -> {
            HeapKeeper keeper = new HeapKeeper(new Tenured(pool), headroom, before);
            Thread thread = Thread.ofPlatform().daemon().name("heap-keeper").unstarted(keeper::run);
            NotificationEmitter emitter = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
            emitter.addNotificationListener(
                    (notification, unused) -> {
                        if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
                            keeper.grown();
                            LockSupport.unpark(thread);
                        }
                    },
                    null,
                    null);
            keeper.watch();
            thread.start();
        });
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park(this);
            step();
        }
    }

    /** What was asked to be watched has happened. Any thread. */
    void grown() {
        due = true;
    }

    /** Collects if it is due. */
    void step() {
        if (due) {
            due = false;
            before.run();
            old.collect();
            watch();
        }
    }

    void watch() {
        long used = old.used();
        old.watch(used + Math.max(headroom, used / 4));
    }

    private record Tenured(MemoryPoolMXBean pool) implements OldGeneration {
        @Override
        public long used() {
            return pool.getUsage().getUsed();
        }

        @Override
        public void watch(long bytes) {
            long most = pool.getUsage().getMax();
            pool.setUsageThreshold(most < 0 ? bytes : Math.min(bytes, most));
        }

        @Override
        public void collect() {
            System.gc();
        }
    }
}
