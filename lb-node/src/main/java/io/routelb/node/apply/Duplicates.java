package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.node.apply.HeldAddress.Detection;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.Reason;
import io.routelb.node.desired.Why;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * IPv6 addresses that somebody else on the link has, by the kernel's duplicate address detection (RFC 4862 section 5.4). The kernel takes
 * away an address of limited lifetime when that happens (addrconf_dad_stop), so one that goes while the detection is under way is a
 * duplicate. It is tried again every {@link #RETRY}. Owned by the loop; times are monotonic nanoseconds.
 */
final class Duplicates {
    static final Duration RETRY = Duration.ofSeconds(10);

    private record Attempt(PlannedAddress planned, boolean failed, long since) {}

    private final Map<IPAddress, Attempt> attempts = new HashMap<>();

    /** Takes in what the kernel has. An address that nobody wants any more, or that is well, is forgotten. */
    void update(Map<IPAddress, PlannedAddress> wanted, Held held, long now) {
        attempts.values().removeIf(attempt -> !isWanted(attempt.planned(), wanted));
        for (PlannedAddress planned : wanted.values()) {
            if (planned.is(PlannedAddress.Trait.DETECT_DUPLICATES)) {
                update(planned, held, now);
            }
        }
    }

    /** The address came onto its link; if detection is wanted, it is under way unless the kernel says otherwise. */
    void added(PlannedAddress planned, long now) {
        if (planned.is(PlannedAddress.Trait.DETECT_DUPLICATES)) {
            attempts.put(planned.address(), new Attempt(planned, false, now));
        }
    }

    private void update(PlannedAddress planned, Held held, long now) {
        Optional<Detection> detection =
                held.get(HeldAddress.Key.of(planned)).filter(HeldAddress::ours).map(HeldAddress::detection);
        Optional<Attempt> before = Optional.ofNullable(attempts.get(planned.address()));
        if (detection.isEmpty()) {
            before.filter(attempt -> !attempt.failed())
                    .ifPresent(attempt -> attempts.put(planned.address(), new Attempt(planned, true, now)));
        } else {
            switch (detection.get()) {
                case OVER -> attempts.remove(planned.address());
                case UNDER_WAY -> attempts.put(planned.address(), new Attempt(planned, false, now));
                case FAILED -> {
                    if (before.filter(Attempt::failed).isEmpty()) {
                        attempts.put(planned.address(), new Attempt(planned, true, now));
                    }
                }
            }
        }
    }

    /** Why the address is not to be put on its link now; empty when it is. */
    Optional<Why> refusal(PlannedAddress planned, long now) {
        return Optional.ofNullable(attempts.get(planned.address()))
                .filter(attempt -> attempt.failed() && now - attempt.since() < RETRY.toNanos())
                .map(attempt -> new Why(
                        Reason.DUPLICATE_ADDRESS,
                        "another station on " + planned.link() + " has "
                                + planned.address().toCanonicalString()
                                + "; take it away there, it is tried again every "
                                + RETRY.toSeconds() + " s"));
    }

    /** How long until one is to be tried again; {@code Long.MAX_VALUE} when none waits. */
    long nanosToNext(long now) {
        return attempts.values().stream()
                .filter(Attempt::failed)
                .mapToLong(attempt -> attempt.since() + RETRY.toNanos() - now)
                .filter(left -> left > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static boolean isWanted(PlannedAddress attempt, Map<IPAddress, PlannedAddress> wanted) {
        PlannedAddress planned = wanted.get(attempt.address());
        return planned != null && planned.link().equals(attempt.link());
    }
}
