package io.routelb.node.elect;

import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView.Standing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Our own Lease: until when we may have local addresses at all, and what our renewals prove about others.
 *
 * <p>The hold ends {@code renewDeadline} after the moment the last renewal that succeeded was <em>sent</em>. While it does not end it is one
 * term, named after the version the Lease got at its beginning; claims of an earlier term count for nothing.
 *
 * <p>A term begins with a renewal sent after an earlier one had come back on the stream: an agent that cannot see must not be counted on,
 * and without a term its renewals keep nothing alive ({@code JOINING}).
 *
 * <p>A renewal that comes back on the stream proves that the stream has shown everything committed before it was sent. Without that
 * nobody can be called dead: the silence might be ours.
 */
final class Hold {
    private static final int REMEMBERED_RENEWALS = 32;

    private record Answered(long sentNanos, String resourceVersion) {}

    private final Timing timing;
    private final Deque<Answered> awaitingEcho = new ArrayDeque<>();
    private Optional<String> term = Optional.empty();
    private long untilNanos;
    private boolean everHeld;
    private boolean joined;
    private Optional<Renewal> last = Optional.empty();
    private boolean lastAnswered;
    private boolean leavingTold;
    private boolean anyProof;
    private long provenNanos;

    Hold(Timing timing) {
        this.timing = timing;
    }

    /** To be called first whenever time may have passed: what ran out meanwhile has run out, whatever has arrived since. */
    void advance(long now) {
        if (term.isPresent() && now - untilNanos >= 0) {
            term = Optional.empty();
            joined = false;
            awaitingEcho.clear();
        }
    }

    /** What the stream shows of our own Lease. */
    void seen(LeaseBoard.Seen own) {
        for (Answered renewal : awaitingEcho) {
            if (renewal.resourceVersion().equals(own.lease().resourceVersion())) {
                provenNanos = anyProof ? later(provenNanos, renewal.sentNanos()) : renewal.sentNanos();
                anyProof = true;
                joined = true;
            }
        }
        awaitingEcho.removeIf(renewal -> anyProof && renewal.sentNanos() - provenNanos <= 0);
    }

    void renewed(Renewal renewal, String resourceVersion, long now) {
        advance(now);
        awaitingEcho.add(new Answered(renewal.sentNanos(), resourceVersion));
        if (awaitingEcho.size() > REMEMBERED_RENEWALS) {
            awaitingEcho.remove();
        }
        lastAnswered |= last.equals(Optional.of(renewal));
        leavingTold |= renewal.standing() == Standing.LEAVING;
        long until = renewal.sentNanos() + timing.renewDeadline().toNanos();
        if (!renewal.standing().holds()) {
            return;
        }
        if (term.isPresent()) {
            untilNanos = later(untilNanos, until);
        } else if (joined && renewal.standing() == Standing.LIVE && now - until < 0) {
            term = Optional.of(resourceVersion);
            untilNanos = until;
            everHeld = true;
        }
    }

    /** The renewal to be sent now, if one is. {@code unproven}: the time up to which the stream must have shown everything. */
    Optional<Renewal> due(long now, boolean leaving, Optional<Long> unproven) {
        if (last.isPresent() && now - dueNanos(leaving, unproven) < 0) {
            return Optional.empty();
        }
        last = Optional.of(new Renewal(now, standing(leaving)));
        lastAnswered = false;
        return last;
    }

    /** When the next renewal is to be sent. */
    long dueNanos(boolean leaving, Optional<Long> unproven) {
        Renewal before = last.orElseGet(() -> new Renewal(0, Standing.JOINING));
        boolean tooEarly = unproven.isPresent() && before.sentNanos() - unproven.get() < 0;
        if (tooEarly || before.standing() != standing(leaving)) {
            return before.sentNanos();
        }
        boolean soon = unproven.isPresent() || !lastAnswered;
        return before.sentNanos()
                + (soon ? timing.retry().toNanos() : timing.renewInterval().toNanos());
    }

    private Standing standing(boolean leaving) {
        if (!joined) {
            return Standing.JOINING;
        }
        return leaving ? Standing.LEAVING : Standing.LIVE;
    }

    Optional<String> term() {
        return term;
    }

    long untilNanos() {
        return untilNanos;
    }

    /** Whether this process has had a term before or has one. */
    boolean everHeld() {
        return everHeld;
    }

    /** Whether the Lease says that we are leaving. */
    boolean leavingTold() {
        return leavingTold;
    }

    /** Whether the stream has shown everything that was committed up to that time. */
    boolean sawEverythingUntil(long nanos) {
        return anyProof && provenNanos - nanos >= 0;
    }

    private static long later(long one, long other) {
        return one - other >= 0 ? one : other;
    }
}
