package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.session.Comeback;
import io.routelb.redistribution.bgp.session.SessionConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What makes a session the one it is: if any of it changes, the session has to start anew. */
record PeerIdentity(RoutingIntent.Peer peer, IPv4Address routerId) {
    PeerIdentity {
        peer = peer.withRoutes(Map.of()); // what is told never resets a session
    }

    /**
     * Without what a session can be given while it goes on, and without how the next one is begun: of the timers the hold time alone is in
     * our OPEN.
     */
    private PeerIdentity lasting() {
        Duration hold = peer.timers().hold();
        RoutingIntent.Peer one = new RoutingIntent.Peer(
                "",
                peer.address(),
                peer.asn(),
                peer.localAsn(),
                0,
                peer.source(),
                new RoutingIntent.Timers(hold, hold, hold),
                peer.ttl(),
                peer.families(),
                false,
                peer.options()
                        .withoutPassword()
                        .withoutBfd()
                        .withAllowOwnAsn(0)
                        .withImports(PeerOptions.Import.NOTHING),
                peer.routes());
        return new PeerIdentity(one, routerId);
    }

    /** Whether a session is begun in the same way. */
    private boolean beginsLike(PeerIdentity other) {
        return peer.port() == other.peer.port()
                && peer.passive() == other.peer.passive()
                && peer.timers().connectRetry().equals(other.peer.timers().connectRetry())
                && peer.timers().delayOpen().equals(other.peer.timers().delayOpen());
    }

    /** Whether the same routes are accepted. */
    boolean judgesLike(PeerIdentity other) {
        PeerOptions one = peer.options();
        PeerOptions another = other.peer.options();
        return one.imports().equals(another.imports()) && one.allowOwnAsn() == another.allowOwnAsn();
    }

    /**
     * How to end the present session so that the other can begin; empty when it may go on.
     *
     * @param up it is Established; one that is not is begun anew, too, when it is to be begun in another way
     */
    Optional<Notification> changedTo(PeerIdentity other, boolean up) {
        if (lasting().equals(other.lasting()) && (up || beginsLike(other))) {
            return Optional.empty();
        }
        // RFC 4486 section 4: another AS is another peering; anything else is a reset of this one.
        boolean anotherPeering =
                !peer.asn().equals(other.peer.asn()) || !peer.localAsn().equals(other.peer.localAsn());
        return Optional.of(anotherPeering ? Notification.DE_CONFIGURED : Notification.RESET);
    }

    SessionConfig sessionConfig(Optional<Comeback> comeback) {
        return new SessionConfig(
                name(),
                silence(),
                peer.localAsn(),
                routerId,
                peer.asn(),
                peer.timers(),
                peer.families(),
                peer.passive(),
                peer.options(),
                comeback,
                false);
    }

    /** Ours as a route reflector (RFC 4456 section 7). */
    IPv4Address clusterId() {
        return peer.options().inside().clusterId().orElse(routerId);
    }

    String name() {
        return "peer " + peer.address().toCanonicalString();
    }

    /** What the kernel drops without a word looks like a peer that is not there. */
    private String silence() {
        List<String> causes = new ArrayList<>();
        if (peer.options().password().isPresent()) {
            causes.add("its TCP MD5 password may be another");
        }
        peer.options()
                .ttlSecurityHops()
                .ifPresent(
                        hops -> causes.add("it may be more than " + hops + (hops == 1 ? " hop" : " hops") + " away"));
        return causes.isEmpty() ? "" : "; " + String.join(", or ", causes);
    }

    /** The IP TTL of our packets; empty = the kernel's default, which is right inside an AS. */
    Optional<Integer> ttl() {
        if (peer.options().ttlSecurityHops().isPresent()) {
            return Optional.of(TcpProtection.FARTHEST); // RFC 5082 section 3
        }
        boolean internal = switch (peer.asn()) {
            case RoutingIntent.PeerAsn.Exactly exactly -> exactly.asn().equals(peer.localAsn());
            case RoutingIntent.PeerAsn.External unused -> false;
            case RoutingIntent.PeerAsn.Internal unused -> true;
        };
        return internal ? Optional.empty() : Optional.of(peer.ttl().orElse(1));
    }
}
