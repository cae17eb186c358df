package io.routelb.frr.control;

import io.routelb.model.IpFamily;
import io.routelb.redistribution.RoutingStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What FRR says of one BGP neighbour.
 *
 * @param group its peer group; empty when it is in none
 * @param foreign the address it is spoken to at; empty when there is no connection
 * @param asn the peer's AS number, 0 until known
 * @param state as RFC 4271 names it
 * @param up how long the session has been Established; empty when it is not
 * @param hold negotiated hold time, zero when there is no session
 * @param keepalive interval in force, zero when there is no session
 * @param families negotiated
 * @param prefixes exchanged, of each family that is configured; FRR does not keep what it refuses, so all that is received is accepted
 * @param dropped times a session ended since the neighbour was configured
 * @param trouble why the last session ended, or why there is none, in one sentence; empty when nothing is known
 * @param bfd the BFD session beside it
 */
public record Neighbour(
        String group,
        String foreign,
        long asn,
        String state,
        Optional<Duration> up,
        Duration hold,
        Duration keepalive,
        Set<IpFamily> families,
        Map<IpFamily, RoutingStatus.Prefixes> prefixes,
        int dropped,
        String trouble,
        Messages messages,
        Optional<BfdSession> bfd) {
    /** Messages of all sessions with it, by type as {@link RoutingStatus.Traffic} names them. */
    public record Messages(Map<String, Long> sent, Map<String, Long> received) {}

    /**
     * BFD as {@code show bfd peers} tells it.
     *
     * @param state as RFC 5880 names it
     * @param in how long it has been in that state
     * @param reason the local diagnostic
     * @param transmit our interval; zero when the session is not up
     * @param detection silence after which the path counts as lost; zero when the session is not up
     */
    public record BfdSession(
            String state,
            Duration in,
            String reason,
            Duration transmit,
            Duration detection,
            int downs,
            long sent,
            long received) {}

    public Neighbour {
        families = Set.copyOf(families);
        prefixes = Map.copyOf(prefixes);
    }
}
