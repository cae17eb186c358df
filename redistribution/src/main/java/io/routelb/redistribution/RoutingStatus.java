package io.routelb.redistribution;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a backend reports, for the node's status object and the metrics.
 *
 * @param problems sentences about the backend itself, such as a listen port that is taken; empty when all is well
 */
public record RoutingStatus(List<Peer> peers, List<String> problems) {
    public RoutingStatus {
        peers = List.copyOf(peers);
        problems = List.copyOf(problems);
    }

    /**
     * One neighbour.
     *
     * @param asn the peer's AS number, 0 until known
     * @param state the FSM's state as RFC 4271 section 8.2.2 names it: Idle, Connect, Active, OpenSent, OpenConfirm, Established
     * @param since when the state was entered
     * @param hold negotiated hold time; zero when none
     * @param keepalive keepalive interval in force; zero when none
     * @param families negotiated
     * @param received prefixes held from the peer
     * @param advertised prefixes the peer was told and not told to forget
     * @param flaps times the session left Established
     * @param lastError one sentence with code and subcode, empty when none
     */
    public record Peer(
            String name,
            IPAddress address,
            long asn,
            String state,
            Instant since,
            Duration hold,
            Duration keepalive,
            Set<IpFamily> families,
            int received,
            int advertised,
            int flaps,
            String lastError) {
        public Peer {
            families = Set.copyOf(families);
        }
    }
}
