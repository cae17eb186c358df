package io.routelb.redistribution.bgp.speaker;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.routelb.model.IpFamily;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.rib.ImportPolicy;
import io.routelb.redistribution.bgp.rib.PeerRoutes;
import io.routelb.redistribution.bgp.rib.Retention;
import io.routelb.redistribution.bgp.rib.Rib;
import io.routelb.redistribution.bgp.rib.Verdict;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one peer has told, from session to session: {@link PeerRoutes} with a clock. */
final class HeardRoutes {
    private final EventLoop loop;
    private final Rib rib;
    private final Runnable moved;
    private @Nullable PeerRoutes routes;
    private @Nullable ScheduledFuture<?> wake;

    /** {@code moved} runs when routes may have gone without an UPDATE. */
    HeardRoutes(EventLoop loop, Rib rib, Runnable moved) {
        this.loop = loop;
        this.rib = rib;
        this.moved = moved;
    }

    /** A session is established; {@code preserved}: what the peer says it kept (RFC 4724). */
    void up(ImportPolicy policy, Set<IpFamily> families, Set<IpFamily> preserved) {
        PeerRoutes present = routes == null ? new PeerRoutes(rib.loc(), policy) : routes;
        routes = present;
        wakeAt(present.up(policy, families, preserved, System.nanoTime()));
    }

    Optional<Verdict> accept(Update update) {
        return Optional.ofNullable(routes).map(each -> each.accept(update));
    }

    /** The peer marks the begin or the end of telling the family again (RFC 7313). */
    void refresh(IpFamily family, boolean begins) {
        PeerRoutes present = routes;
        if (present == null) {
            return;
        }
        if (begins) {
            wakeAt(present.refreshBegins(family, System.nanoTime()));
        } else {
            present.refreshEnds(family);
        }
    }

    /** Puts another policy in force; whether the peer has to be asked for its routes again. */
    boolean reconsider(ImportPolicy policy) {
        return routes != null && routes.in().reconsider(policy);
    }

    /** What the present policy makes of what is held. */
    Optional<Verdict> recount() {
        return Optional.ofNullable(routes).map(each -> each.in().recount());
    }

    /** The session is over. */
    void down(Retention retention) {
        if (routes != null) {
            wakeAt(routes.down(retention, System.nanoTime()));
        }
    }

    private void wakeAt(OptionalLong deadline) {
        if (wake != null) {
            wake.cancel(false);
            wake = null;
        }
        if (deadline.isPresent()) {
            long delay = Math.max(0, deadline.getAsLong() - System.nanoTime());
            wake = loop.schedule(this::poll, delay, TimeUnit.NANOSECONDS);
        }
        moved.run();
    }

    private void poll() {
        wake = null;
        if (routes != null) {
            wakeAt(routes.poll(System.nanoTime()));
        }
    }

    int received() {
        return routes == null ? 0 : routes.in().size();
    }

    int received(IpFamily family) {
        return routes == null ? 0 : routes.in().size(family);
    }

    int accepted(IpFamily family) {
        return routes == null ? 0 : routes.in().accepted(family);
    }

    /** Those it would let in if they had not come round. */
    int looped(IpFamily family) {
        return routes == null ? 0 : routes.in().looped(family);
    }
}
