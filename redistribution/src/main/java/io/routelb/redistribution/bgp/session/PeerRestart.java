package io.routelb.redistribution.bgp.session;

import io.routelb.model.IpFamily;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What was agreed about restarts, of the peer for families of the session only.
 *
 * @param keepsOurs the peer, too, knows about restarts: it keeps our routes while we are away, and sends End-of-RIB
 * @param time how long it asks us to keep its routes (RFC 4724 section 3)
 * @param families whose routes are kept while the peer is away; empty = none
 * @param preserved families whose forwarding state the peer kept through the restart it comes from
 * @param longLived how long stale routes of a family are kept after {@code time}, where more than zero (RFC 9494 section 3)
 * @param restarted the peer has restarted and may wait for our End-of-RIB
 * @param notification routes are kept after a NOTIFICATION and after the hold time, too (RFC 8538)
 */
public record PeerRestart(
        boolean keepsOurs,
        Duration time,
        Set<IpFamily> families,
        Set<IpFamily> preserved,
        Map<IpFamily, Duration> longLived,
        boolean restarted,
        boolean notification) {
    /** Nothing is kept. */
    public static final PeerRestart NONE =
            new PeerRestart(false, Duration.ZERO, Set.of(), Set.of(), Map.of(), false, false);

    public PeerRestart {
        families = Set.copyOf(families);
        preserved = Set.copyOf(preserved);
        longLived = Map.copyOf(longLived);
    }

    /** Whether anything is kept when the connection is lost. */
    boolean keeps() {
        return !families.isEmpty();
    }
}
