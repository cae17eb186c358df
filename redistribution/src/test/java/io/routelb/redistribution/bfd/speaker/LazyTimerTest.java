package io.routelb.redistribution.bfd.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a loop that turns when it is told to. */
class LazyTimerTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final AtomicInteger expired = new AtomicInteger();
    private final LazyTimer timer = new LazyTimer(channel.eventLoop(), expired::incrementAndGet);

    @AfterEach
    void close() {
        var ignored = channel.close();
    }

    private void turnAfter(Duration duration) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < duration.toNanos()) {
            Thread.onSpinWait();
        }
        channel.runScheduledPendingTasks();
    }

    @Test
    void itsTimeIsOverOnlyWhenTheLoopHasLookedAtItsSocketsOnceMore() {
        timer.start(Duration.ofMillis(1));
        turnAfter(Duration.ofMillis(30));
        assertEquals(0, expired.get(), "the loop may have stood still");
        turnAfter(Duration.ofMillis(2));
        assertEquals(1, expired.get());
        turnAfter(Duration.ofMillis(5));
        assertEquals(1, expired.get());
    }

    @Test
    void whatIsHeardAtThatLookPutsItOff() {
        timer.start(Duration.ofMillis(1));
        turnAfter(Duration.ofMillis(30));
        timer.start(Duration.ofMinutes(1));
        turnAfter(Duration.ofMillis(5));
        assertEquals(0, expired.get());
    }

    @Test
    void whatIsStoppedOrPutOffDoesNotRunOut() {
        timer.start(Duration.ofMillis(1));
        timer.start(Duration.ofMinutes(1));
        turnAfter(Duration.ofMillis(5));
        timer.start(Duration.ofMillis(1));
        timer.stop();
        turnAfter(Duration.ofMillis(5));
        turnAfter(Duration.ofMillis(5));
        assertEquals(0, expired.get());
    }
}
