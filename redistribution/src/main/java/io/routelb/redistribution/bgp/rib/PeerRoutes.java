package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import io.routelb.redistribution.bgp.message.Update;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The routes of one configured peer from session to session: who keeps them while it restarts (RFC 4724, RFC 9494), and drops what it
 * does not tell again, at its End-of-RIB, at the end of an enhanced refresh (RFC 7313), or when it takes too long.
 *
 * <p>Pure: times are nanoseconds of one clock that never goes back; whoever owns it calls {@link #poll} when the deadline has come
 * that the methods answer. Stale routes forward packets like any other (RFC 4724 section 4.2) until they are stale for long.
 */
public final class PeerRoutes {
    /** How long a peer that is back, or refreshes, may take to tell all. */
    static final Duration PATIENCE = Duration.ofMinutes(6);

    private final AdjRibIn in;
    private final Map<IpFamily, Stale> stale = new EnumMap<>(IpFamily.class);
    /** What was stale when the session came up, until the peer tells something in it. */
    private final Map<IpFamily, Stale> before = new EnumMap<>(IpFamily.class);

    private boolean up;

    /** Why routes of a family are stale, and until when they are kept so. */
    private record Stale(Phase phase, long deadline, Duration longLived) {}

    private enum Phase {
        /** The peer restarts. */
        RESTARTING,
        /** It has not come back in time; what is left is a last resort. */
        LONG_LIVED,
        /** It is back, or refreshes, and tells everything again. */
        TELLING
    }

    public PeerRoutes(LocRib loc, ImportPolicy policy) {
        in = new AdjRibIn(loc, policy);
    }

    public AdjRibIn in() {
        return in;
    }

    /**
     * A session is established.
     *
     * @param families those negotiated
     * @param preserved those the peer says it kept its forwarding state of; stale routes of others go (RFC 4724 section 4.2)
     */
    public OptionalLong up(ImportPolicy policy, Set<IpFamily> families, Set<IpFamily> preserved, long now) {
        up = true;
        before.clear();
        in.resume(policy);
        for (IpFamily family : IpFamily.values()) {
            Stale kept = stale.get(family);
            if (kept != null && families.contains(family) && preserved.contains(family)) {
                // RFC 9494 section 4.2: the long time goes on; the restart time is over, and then patience is what
                // counts.
                long deadline = kept.phase == Phase.LONG_LIVED ? kept.deadline : now + PATIENCE.toNanos();
                stale.put(family, new Stale(Phase.TELLING, deadline, Duration.ZERO));
                before.put(family, kept);
            } else if (kept != null) {
                drop(family);
            }
        }
        return deadline();
    }

    /** Takes in an UPDATE. */
    public Verdict accept(Update update) {
        before.clear();
        update.endOfRib().ifPresent(this::drop);
        return in.accept(update);
    }

    /** The peer begins to tell the whole family again (RFC 7313 section 4). */
    public OptionalLong refreshBegins(IpFamily family, long now) {
        in.markStale(family);
        stale.put(family, new Stale(Phase.TELLING, now + PATIENCE.toNanos(), Duration.ZERO));
        return deadline();
    }

    /** It has told everything; an end without a beginning says nothing (RFC 7313 section 4). */
    public void refreshEnds(IpFamily family) {
        drop(family);
    }

    /**
     * The session is over. What is stale a second time goes (RFC 4724 section 4.2), but not for a session in which the peer has told
     * nothing: of two connections that were dialled at once the peer may give up the one we took for the session (RFC 4271 section 6.8).
     * Then stale routes are kept as if it had never been, and for no longer.
     */
    public OptionalLong down(Retention retention, long now) {
        up = false;
        for (IpFamily family : IpFamily.values()) {
            Stale former = retention.keeps(family) ? before.get(family) : null;
            if (former == null) {
                in.sweep(family);
            }
            stale.remove(family);
            in.markStale(family);
            if (former != null) {
                stale.put(family, former);
            } else if (retention.keeps(family)) {
                long deadline = now + retention.restart(family).toNanos();
                stale.put(family, new Stale(Phase.RESTARTING, deadline, retention.longLived(family)));
            } else {
                in.sweep(family);
            }
        }
        return poll(now);
    }

    /** Does what is due; when the next thing is. */
    public OptionalLong poll(long now) {
        for (IpFamily family : IpFamily.values()) {
            Stale kept = stale.get(family);
            if (kept == null || kept.deadline - now > 0) {
                continue;
            }
            if (!up && kept.phase == Phase.RESTARTING && kept.longLived.isPositive()) {
                in.depreference(family);
                stale.put(family, new Stale(Phase.LONG_LIVED, kept.deadline + kept.longLived.toNanos(), Duration.ZERO));
            } else {
                drop(family);
            }
        }
        return deadline();
    }

    private void drop(IpFamily family) {
        before.remove(family);
        if (stale.remove(family) != null) {
            in.sweep(family);
        }
    }

    private OptionalLong deadline() {
        return stale.values().stream().mapToLong(Stale::deadline).reduce((one, other) -> one - other < 0 ? one : other);
    }

    /** Whether routes of the family are kept that the peer has not told again. */
    public boolean isStale(IpFamily family) {
        return stale.containsKey(family);
    }
}
