package io.routelb.redistribution.bgp.speaker;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.routelb.redistribution.bgp.session.SessionTimer;
import io.routelb.redistribution.bgp.session.Slot;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** The running timers of one peer on the event loop. One that was stopped or started anew never fires for its earlier start. */
final class SessionTimers {
    private final EventLoop loop;
    private final BiConsumer<Slot, SessionTimer> expired;
    private final Map<Slot, Map<SessionTimer, ScheduledFuture<?>>> running = new EnumMap<>(Slot.class);

    SessionTimers(EventLoop loop, BiConsumer<Slot, SessionTimer> expired) {
        this.loop = loop;
        this.expired = expired;
        for (Slot slot : Slot.values()) {
            running.put(slot, new EnumMap<>(SessionTimer.class));
        }
    }

    void start(Slot slot, SessionTimer timer, Duration duration) {
        ScheduledFuture<?> next =
                loop.schedule(() -> expired.accept(slot, timer), duration.toMillis(), TimeUnit.MILLISECONDS);
        ScheduledFuture<?> before = of(slot).put(timer, next);
        if (before != null) {
            before.cancel(false);
        }
    }

    void stop(Slot slot) {
        of(slot).values().forEach(each -> each.cancel(false));
        of(slot).clear();
    }

    private Map<SessionTimer, ScheduledFuture<?>> of(Slot slot) {
        return running.computeIfAbsent(slot, unused -> new EnumMap<>(SessionTimer.class));
    }
}
