package io.routelb.node.elect;

import java.time.Duration;

/**
 * How fast the election is.
 *
 * @param leaseDuration an agent that was not seen to renew for this long counts as dead; whole seconds, written into its Lease
 * @param renewDeadline an agent lets go this long after it sent its last renewal that succeeded. What is left to {@code leaseDuration}
 *     has to cover the difference in speed of two clocks and the second by which the kernel may be late to drop an address
 * @param renewInterval from one renewal to the next
 * @param retry from a request without effect to the next try
 * @param patience how long the next candidate waits for the one before it to claim a vacant address
 * @param offerAgain how long a candidate that let a vacant address pass is not offered it again by who took it instead
 */
public record Timing(
        Duration leaseDuration,
        Duration renewDeadline,
        Duration renewInterval,
        Duration retry,
        Duration patience,
        Duration offerAgain) {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(4);

    public Timing {
        if (leaseDuration.compareTo(SHORTEST_LEASE) < 0) {
            throw new IllegalArgumentException("a lease duration of " + leaseDuration + " is shorter than 4 s");
        }
        if (renewDeadline.plusSeconds(1).compareTo(leaseDuration) > 0
                || renewInterval.multipliedBy(2).compareTo(renewDeadline) > 0) {
            throw new IllegalArgumentException("need 2 * renewInterval <= renewDeadline <= leaseDuration - 1 s");
        }
    }

    /** Renewed every third of it, held for three quarters of it. */
    public static Timing of(Duration leaseDuration) {
        return new Timing(
                leaseDuration,
                leaseDuration.multipliedBy(3).dividedBy(4),
                leaseDuration.dividedBy(3),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1));
    }
}
