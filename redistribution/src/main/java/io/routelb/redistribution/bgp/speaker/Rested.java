package io.routelb.redistribution.bgp.speaker;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Something that is done in the next turn of the event loop, once however often it is asked for, and no oftener than leaves nine tenths of
 * the time for other work. Used on the event loop only.
 */
final class Rested {
    private static final int REST = 9;

    private final EventLoop loop;
    private final Runnable task;
    private boolean asked;
    private long notBeforeNanos = System.nanoTime();

    Rested(EventLoop loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    void ask() {
        if (asked) {
            return;
        }
        asked = true;
        long rest = notBeforeNanos - System.nanoTime();
        if (rest > 0) {
            var unused = loop.schedule(this::now, rest, TimeUnit.NANOSECONDS);
        } else {
            loop.execute(this::now);
        }
    }

    /** Does it at once. */
    void now() {
        asked = false;
        long begun = System.nanoTime();
        task.run();
        long ended = System.nanoTime();
        notBeforeNanos = ended + REST * (ended - begun);
    }
}
