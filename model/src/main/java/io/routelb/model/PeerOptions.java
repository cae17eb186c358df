package io.routelb.model;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What one BGP neighbour is asked for beyond plain BGP. {@link #DEFAULT} asks for graceful restart alone.
 *
 * @param password TCP MD5 key (RFC 2385); empty = the peer must not use one
 * @param ttlSecurityHops GTSM (RFC 5082): packets must come from at most so many hops away, 1-254, 1 = directly connected; excludes
 *     {@code ttl}
 * @param role what we are to the peer (RFC 9234), external peers only; empty = no role is told
 * @param strictRole a peer that tells no role is refused (RFC 9234 section 4.2); only with a {@code role}
 * @param routeReflectorClient we reflect to and from this internal peer (RFC 4456)
 * @param allowOwnAsn how often our own AS may stand in a path the peer tells; 0 = such a path is a loop
 * @param extendedNextHop IPv4 routes may have an IPv6 next hop (RFC 8950)
 * @param inside what is known of us inside our AS
 */
public record PeerOptions(
        Optional<SessionPassword> password,
        OptionalInt ttlSecurityHops,
        Restart restart,
        Optional<Bfd> bfd,
        Optional<Role> role,
        boolean strictRole,
        boolean routeReflectorClient,
        int allowOwnAsn,
        AddPath addPath,
        boolean extendedNextHop,
        Import imports,
        Inside inside) {
    /** What a peer gets that nothing is said about. */
    public static final PeerOptions DEFAULT = new PeerOptions(
            Optional.empty(),
            OptionalInt.empty(),
            Restart.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            0,
            new AddPath(false, false),
            false,
            Import.NOTHING,
            Inside.PLAIN);

    /** Our side of a session between ASes (RFC 9234 section 4.1). */
    public enum Role {
        PROVIDER,
        ROUTE_SERVER,
        ROUTE_SERVER_CLIENT,
        CUSTOMER,
        PEER
    }

    /**
     * Graceful restart (RFC 4724, 8538, 9494).
     *
     * @param time how long the other side is to keep routes while we are away, whole seconds, at most 4095 s
     * @param notification routes are kept after a NOTIFICATION and after the hold time, too (RFC 8538)
     * @param longLivedStale how long stale routes are kept after {@code time}; zero = not at all, at most 2^24 - 1 s
     */
    public record Restart(boolean enabled, Duration time, boolean notification, Duration longLivedStale) {
        public static final Restart DEFAULT = new Restart(true, Duration.ofSeconds(60), false, Duration.ZERO);
        public static final Restart OFF = new Restart(false, Duration.ZERO, false, Duration.ZERO);
    }

    /**
     * BFD beside the session (RFC 5880, 5882).
     *
     * @param transmit DesiredMinTxInterval, 10 ms to 60 s
     * @param receive RequiredMinRxInterval, 10 ms to 60 s
     * @param multiplier DetectMult, 1-255
     * @param multihop RFC 5883, UDP port 4784; else RFC 5881, UDP port 3784 and TTL 255
     * @param authentication key of meticulous keyed SHA1 (RFC 5880 section 6.7.4)
     */
    public record Bfd(
            Duration transmit, Duration receive, int multiplier, boolean multihop, Optional<BfdKey> authentication) {
        public static final Duration SHORTEST = Duration.ofMillis(10);
        public static final Duration LONGEST = Duration.ofMinutes(1);

        public Bfd {
            if (isOutside(transmit) || isOutside(receive) || multiplier < 1 || multiplier > 255) {
                throw new IllegalArgumentException("no BFD at " + transmit + ", " + receive + " x " + multiplier);
            }
        }

        private static boolean isOutside(Duration interval) {
            return interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0;
        }
    }

    /**
     * A key of BFD authentication.
     *
     * @param id 0-255
     * @param secret 1 to 20 octets, the length of a SHA1 hash (RFC 5880 section 6.7.4)
     */
    public record BfdKey(int id, SessionPassword secret) {
        /** Octets of the longest secret. */
        public static final int MAX_OCTETS = 20;

        public BfdKey {
            if (id < 0 || id > 255 || secret.octets() > MAX_OCTETS) {
                throw new IllegalArgumentException("BFD key " + id + " has " + secret.octets() + " octets");
            }
        }
    }

    /** Several paths for one prefix (RFC 7911). */
    public record AddPath(boolean send, boolean receive) {}

    /**
     * What is accepted from the peer.
     *
     * @param prefixes empty = nothing is accepted (RFC 8212)
     * @param maxPrefixes of each family; more than that end the session with 6/1 (RFC 4486)
     * @param warnPercent of {@code maxPrefixes}: from there on it is logged and shown, 1-100
     * @param restartAfter when the session may come back after that; zero = when the configuration changes
     */
    public record Import(List<PrefixRule> prefixes, int maxPrefixes, int warnPercent, Duration restartAfter) {
        /** Nothing is accepted, up to 10,000 prefixes are counted. */
        public static final Import NOTHING = new Import(List.of(), 10_000, 75, Duration.ofMinutes(5));

        public Import {
            prefixes = List.copyOf(prefixes);
        }
    }

    /**
     * What an internal peer knows us by.
     *
     * @param clusterId CLUSTER_ID of the cluster we reflect for (RFC 4456 section 7); empty = our router ID
     * @param nextHops our addresses that our routes of a family have as next hop; an IPv6 one for IPv4 routes where that was negotiated
     *     (RFC 8950). A family without one here has what the session makes of it
     */
    public record Inside(Optional<IPv4Address> clusterId, Map<IpFamily, IPAddress> nextHops) {
        public static final Inside PLAIN = new Inside(Optional.empty(), Map.of());

        public Inside {
            nextHops = Map.copyOf(nextHops);
        }
    }

    /** Prefixes inside {@code within} that are {@code ge} to {@code le} bits long. */
    public record PrefixRule(Prefix within, int ge, int le) {}

    public PeerOptions withPassword(SessionPassword changed) {
        return changed(draft -> draft.password = Optional.of(changed));
    }

    public PeerOptions withoutPassword() {
        return changed(draft -> draft.password = Optional.empty());
    }

    public PeerOptions withTtlSecurityHops(int hops) {
        return changed(draft -> draft.ttlSecurityHops = OptionalInt.of(hops));
    }

    public PeerOptions withRestart(Restart changed) {
        return changed(draft -> draft.restart = changed);
    }

    public PeerOptions withBfd(Bfd wanted) {
        return changed(draft -> draft.bfd = Optional.of(wanted));
    }

    public PeerOptions withoutBfd() {
        return changed(draft -> draft.bfd = Optional.empty());
    }

    public PeerOptions withRole(Role ours) {
        return changed(draft -> draft.role = Optional.of(ours));
    }

    public PeerOptions withStrictRole(boolean strict) {
        return changed(draft -> draft.strictRole = strict);
    }

    public PeerOptions withRouteReflectorClient(boolean client) {
        return changed(draft -> draft.routeReflectorClient = client);
    }

    public PeerOptions withAllowOwnAsn(int times) {
        return changed(draft -> draft.allowOwnAsn = times);
    }

    public PeerOptions withAddPath(AddPath wanted) {
        return changed(draft -> draft.addPath = wanted);
    }

    public PeerOptions withExtendedNextHop(boolean wanted) {
        return changed(draft -> draft.extendedNextHop = wanted);
    }

    public PeerOptions withImports(Import changed) {
        return changed(draft -> draft.imports = changed);
    }

    public PeerOptions withInside(Inside changed) {
        return changed(draft -> draft.inside = changed);
    }

    private PeerOptions changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The same with fields that can be set one at a time. */
    private static final class Draft {
        private Optional<SessionPassword> password;
        private OptionalInt ttlSecurityHops;
        private Restart restart;
        private Optional<Bfd> bfd;
        private Optional<Role> role;
        private boolean strictRole;
        private boolean routeReflectorClient;
        private int allowOwnAsn;
        private AddPath addPath;
        private boolean extendedNextHop;
        private Import imports;
        private Inside inside;

        Draft(PeerOptions from) {
            password = from.password;
            ttlSecurityHops = from.ttlSecurityHops;
            restart = from.restart;
            bfd = from.bfd;
            role = from.role;
            strictRole = from.strictRole;
            routeReflectorClient = from.routeReflectorClient;
            allowOwnAsn = from.allowOwnAsn;
            addPath = from.addPath;
            extendedNextHop = from.extendedNextHop;
            imports = from.imports;
            inside = from.inside;
        }

        PeerOptions options() {
            return new PeerOptions(
                    password,
                    ttlSecurityHops,
                    restart,
                    bfd,
                    role,
                    strictRole,
                    routeReflectorClient,
                    allowOwnAsn,
                    addPath,
                    extendedNextHop,
                    imports,
                    inside);
        }
    }
}
