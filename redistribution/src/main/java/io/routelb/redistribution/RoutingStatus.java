package io.routelb.redistribution;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * What a backend reports, for the node's status object and the metrics.
 *
 * @param problems sentences about the backend itself, such as a listen port that is taken; empty when all is well
 * @param refusedConnections connections closed at once: nobody is configured at their source address, they come too often, or there are too many
 */
public record RoutingStatus(List<Peer> peers, List<String> problems, long refusedConnections) {
    public RoutingStatus {
        peers = List.copyOf(peers);
        problems = List.copyOf(problems);
    }

    /** Of a backend that accepts no connections itself. */
    public RoutingStatus(List<Peer> peers, List<String> problems) {
        this(peers, problems, 0);
    }

    /** The same with what BFD knows: its sessions by the peer's address, and its problems beside the others. */
    public RoutingStatus with(Map<IPAddress, Bfd> sessions, List<String> more) {
        return new RoutingStatus(
                peers.stream()
                        .map(peer -> peer.withBfd(
                                Optional.ofNullable(sessions.get(peer.address().withoutPrefixLength()))))
                        .toList(),
                Stream.concat(problems.stream(), more.stream()).toList(),
                refusedConnections);
    }

    /** The same with the intents counted from where the backend began: it was handed so many less than somebody counts. */
    public RoutingStatus afterIntents(long earlier) {
        return earlier == 0
                ? this
                : new RoutingStatus(
                        peers.stream()
                                .map(peer -> peer.withTold(peer.told().afterIntents(earlier)))
                                .toList(),
                        problems,
                        refusedConnections);
    }

    /** The same without what counts up while nothing happens. */
    public RoutingStatus withoutCounters() {
        return new RoutingStatus(peers.stream().map(Peer::withoutCounters).toList(), problems, refusedConnections);
    }

    /**
     * Counters of one neighbour since the backend started; they never go back.
     *
     * @param sent messages by type: {@code open}, {@code update}, {@code notification}, {@code keepalive}, {@code route-refresh}
     * @param received the same the other way; only messages without fault
     * @param transitions changes of the FSM's state
     */
    public record Traffic(Map<String, Long> sent, Map<String, Long> received, long transitions) {
        public static final Traffic NONE = new Traffic(Map.of(), Map.of(), 0);

        public Traffic {
            sent = Map.copyOf(sent);
            received = Map.copyOf(received);
        }
    }

    /**
     * What was exchanged with a neighbour of one family.
     *
     * @param received paths held from the peer, accepted or not
     * @param accepted those of them that the import policy lets in
     * @param advertised prefixes the peer was told and not told to forget
     * @param looped paths that the policy would let in, had they not come round: our AS, our router ID or our cluster is in them
     */
    public record Prefixes(int received, int accepted, int advertised, int looped) {}

    /**
     * One neighbour.
     *
     * @param asn the peer's AS number, 0 until known
     * @param state the FSM's state as RFC 4271 section 8.2.2 names it: Idle, Connect, Active, OpenSent, OpenConfirm, Established
     * @param since when the state was entered
     * @param hold negotiated hold time; zero when none
     * @param keepalive keepalive interval in force; zero when none
     * @param families negotiated
     * @param prefixes what was exchanged, of each family
     * @param flaps times the session left Established
     * @param lastError one sentence with code and subcode, empty when none
     * @param told how far the peer has been told what it is to know
     * @param traffic counters, for metrics
     * @param bfd the BFD session beside it; empty when none is asked for
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
            Map<IpFamily, Prefixes> prefixes,
            int flaps,
            String lastError,
            Told told,
            Traffic traffic,
            Optional<Bfd> bfd) {
        public Peer {
            families = Set.copyOf(families);
            prefixes = Map.copyOf(prefixes);
        }

        /** {@link Prefixes#received} of all families. */
        public int received() {
            return sum(Prefixes::received);
        }

        /** {@link Prefixes#accepted} of all families. */
        public int accepted() {
            return sum(Prefixes::accepted);
        }

        /** {@link Prefixes#advertised} of all families. */
        public int advertised() {
            return sum(Prefixes::advertised);
        }

        /** {@link Prefixes#looped} of all families. */
        public int looped() {
            return sum(Prefixes::looped);
        }

        private int sum(ToIntFunction<Prefixes> count) {
            return prefixes.values().stream().mapToInt(count).sum();
        }

        /** The same neighbour, told so much. */
        public Peer withTold(Told other) {
            return new Peer(
                    name, address, asn, state, since, hold, keepalive, families, prefixes, flaps, lastError, other,
                    traffic, bfd);
        }

        private Peer withoutCounters() {
            return new Peer(
                    name,
                    address,
                    asn,
                    state,
                    since,
                    hold,
                    keepalive,
                    families,
                    prefixes,
                    flaps,
                    lastError,
                    told,
                    Traffic.NONE,
                    bfd.map(Bfd::withoutCounters));
        }

        /** The same neighbour, watched by BFD. */
        public Peer withBfd(Optional<Bfd> session) {
            return new Peer(
                    name, address, asn, state, since, hold, keepalive, families, prefixes, flaps, lastError, told,
                    traffic, session);
        }
    }

    /**
     * What a neighbour has been told in its present session.
     *
     * @param intents of the intents that the backend was handed since its start, the number of the last one it has been told all of; 0 = none
     * @param families those it can be told: negotiated, and with a next hop of ours
     */
    public record Told(long intents, Set<IpFamily> families) {
        public static final Told NOTHING = new Told(0, Set.of());

        public Told {
            families = Set.copyOf(families);
        }

        private Told afterIntents(long earlier) {
            return intents == 0 ? this : new Told(intents + earlier, families);
        }
    }

    /**
     * A BFD session (RFC 5880).
     *
     * @param state as the RFC names it: AdminDown, Down, Init, Up
     * @param since when the state was entered
     * @param reason the diagnostic of the last change, with its code
     * @param transmit the interval at which we send, before jitter; zero while the peer wants nothing periodic
     * @param detection the silence after which the path counts as lost; zero while the peer is not heard
     * @param flaps times the session left Up
     * @param packets counters, for metrics
     * @param problem what keeps the session from working, in one sentence; empty when nothing is known
     */
    public record Bfd(
            String state,
            Instant since,
            String reason,
            Duration transmit,
            Duration detection,
            int flaps,
            BfdPackets packets,
            String problem) {
        private Bfd withoutCounters() {
            return new Bfd(state, since, reason, transmit, detection, flaps, new BfdPackets(0, 0, 0, 0), problem);
        }
    }

    /**
     * Packets of one BFD session since it began.
     *
     * @param sent handed to the socket
     * @param received accepted
     * @param discarded refused by the session: authentication
     * @param unsent not taken by the socket
     */
    public record BfdPackets(long sent, long received, long discarded, long unsent) {}
}
