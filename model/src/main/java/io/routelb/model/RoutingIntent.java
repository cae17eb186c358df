package io.routelb.model;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The complete desired state of redistribution on one node: what a {@code RoutingBackend} is handed, whole, every time. Withdrawals
 * are computed by the backend from the difference. Only routes whose address the kernel has acknowledged may stand in it.
 *
 * @param listenPort TCP port to accept BGP on, 0 = never listen
 * @param peers at most one per peer address
 * @param backend who is to do it
 * @param link what a routing daemon of the host takes from the link of Service addresses; empty for the agent's own speaker
 * @param kernel what a routing daemon of the host puts in the kernel; none for the agent's own speaker
 */
public record RoutingIntent(
        Asn localAsn,
        IPv4Address routerId,
        int listenPort,
        List<Peer> peers,
        SpeakerOptions options,
        BackendChoice backend,
        ServiceLink link,
        KernelRoutes kernel) {
    /** With nothing special for all sessions. */
    public RoutingIntent(Asn localAsn, IPv4Address routerId, int listenPort, List<Peer> peers) {
        this(localAsn, routerId, listenPort, peers, SpeakerOptions.DEFAULT);
    }

    /** For the agent's own speaker. */
    public RoutingIntent(Asn localAsn, IPv4Address routerId, int listenPort, List<Peer> peers, SpeakerOptions options) {
        this(
                localAsn,
                routerId,
                listenPort,
                peers,
                options,
                BackendChoice.SPEAKER,
                ServiceLink.EMPTY,
                KernelRoutes.NONE);
    }

    /** The same with the sessions' messages written into that folder. */
    public RoutingIntent capturing(Optional<String> folder) {
        return with(peers, options.withCaptureDirectory(folder));
    }

    /** The same with these neighbours. */
    public RoutingIntent with(List<Peer> others, SpeakerOptions changed) {
        return new RoutingIntent(localAsn, routerId, listenPort, others, changed, backend, link, kernel);
    }

    /** The same, to be done by that backend. */
    public RoutingIntent by(BackendChoice other, ServiceLink taken) {
        return new RoutingIntent(localAsn, routerId, listenPort, peers, options, other, taken, kernel);
    }

    /** The same with those routes put in the kernel. */
    public RoutingIntent installing(KernelRoutes routes) {
        return new RoutingIntent(localAsn, routerId, listenPort, peers, options, backend, link, routes);
    }

    public RoutingIntent {
        peers = List.copyOf(peers);
        if (peers.stream().map(Peer::address).distinct().count() != peers.size()) {
            throw new IllegalArgumentException("two peers with one address");
        }
    }

    /**
     * One BGP neighbour.
     *
     * @param name of the BGPPeer object, for people
     * @param address a link-local one names its interface, see {@link Addresses#onLink}
     * @param asn what the peer must be
     * @param localAsn what we are to it
     * @param port TCP port we dial
     * @param source address to dial from; empty = the kernel's choice
     * @param ttl IP TTL of our packets to an external peer, 1-255 (1 = directly connected)
     * @param passive only wait to be dialled
     * @param routes everything this peer is to be told, both families, and with what; peers that are told the same share the instance
     */
    public record Peer(
            String name,
            IPAddress address,
            PeerAsn asn,
            Asn localAsn,
            int port,
            Optional<IPAddress> source,
            Timers timers,
            OptionalInt ttl,
            Set<IpFamily> families,
            boolean passive,
            PeerOptions options,
            Map<Prefix, RouteAttributes> routes) {
        public Peer {
            families = Set.copyOf(families);
            routes = FrozenMap.copyOf(routes);
        }

        /** Whether it is in our AS, as far as is known before it has said so: one that may be in any other is not. */
        public boolean isInternal() {
            return switch (asn) {
                case PeerAsn.Exactly exactly -> exactly.asn().equals(localAsn);
                case PeerAsn.External external -> false;
                case PeerAsn.Internal internal -> true;
            };
        }

        /** The same neighbour at another address. */
        public Peer withAddress(IPAddress other) {
            return new Peer(name, other, asn, localAsn, port, source, timers, ttl, families, passive, options, routes);
        }

        /** The same neighbour, asked for other things. */
        public Peer withOptions(PeerOptions others) {
            return new Peer(name, address, asn, localAsn, port, source, timers, ttl, families, passive, others, routes);
        }

        /** The same neighbour, told these routes. */
        public Peer withRoutes(Map<Prefix, RouteAttributes> others) {
            return new Peer(
                    name, address, asn, localAsn, port, source, timers, ttl, families, passive, options, others);
        }
    }

    /** Which AS the peer may be in. */
    public sealed interface PeerAsn {
        /** Exactly this one. */
        record Exactly(Asn asn) implements PeerAsn {}

        /** Any but ours. */
        record External() implements PeerAsn {}

        /** Ours. */
        record Internal() implements PeerAsn {}
    }

    /**
     * BGP timers (RFC 4271 section 10).
     *
     * @param hold proposed hold time; zero, or 3 s to 65535 s
     * @param keepalive interval wanted; the session uses no more than a third of the negotiated hold time
     * @param connectRetry first wait between dials, jittered and backed off
     * @param sendHold how long a peer may take nothing we send, twice the hold time if that is longer (RFC 9687)
     * @param delayOpen how long we wait for the peer's OPEN before we send ours; zero = not at all (RFC 4271 section 8.1.1)
     */
    public record Timers(
            Duration hold, Duration keepalive, Duration connectRetry, Duration sendHold, Duration delayOpen) {
        /** RFC 9687 section 5. */
        private static final Duration SEND_HOLD = Duration.ofMinutes(8);

        /** With the send hold time the RFC recommends. */
        public Timers(Duration hold, Duration keepalive, Duration connectRetry) {
            this(hold, keepalive, connectRetry, SEND_HOLD);
        }

        /** Ours is sent at once. */
        public Timers(Duration hold, Duration keepalive, Duration connectRetry, Duration sendHold) {
            this(hold, keepalive, connectRetry, sendHold, Duration.ZERO);
        }
    }
}
