package io.routelb.redistribution.bgp.session;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.bgp.message.Open;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a session needs to know of the configuration.
 *
 * @param peer the peer as people call it, for sentences
 * @param silence what may be the matter when the peer does not answer at all, to end a sentence with; may be empty
 * @param localAsn what we are to this peer
 * @param comeback present while we come back from a restart and the peer may keep our routes from before it
 * @param plain our OPEN has no optional parameters, for the peer refuses them (RFC 5492 section 3); IPv4 unicast is all that is left
 */
public record SessionConfig(
        String peer,
        String silence,
        Asn localAsn,
        IPv4Address routerId,
        RoutingIntent.PeerAsn peerAsn,
        RoutingIntent.Timers timers,
        Set<IpFamily> families,
        boolean passive,
        PeerOptions options,
        Optional<Comeback> comeback,
        boolean plain) {
    public SessionConfig {
        families = Set.copyOf(families);
    }

    /** The same, waiting to be dialled. */
    SessionConfig asPassive() {
        return new SessionConfig(
                peer, silence, localAsn, routerId, peerAsn, timers, families, true, options, comeback, plain);
    }

    /** The same without optional parameters. */
    SessionConfig asPlain() {
        return new SessionConfig(
                peer, silence, localAsn, routerId, peerAsn, timers, families, passive, options, comeback, true);
    }

    /** The same once our restart is of no account any more. */
    public SessionConfig settled() {
        return new SessionConfig(
                peer,
                silence,
                localAsn,
                routerId,
                peerAsn,
                timers,
                families,
                passive,
                options,
                Optional.empty(),
                plain);
    }

    /** Whether the peer's AS may turn out to be another than ours. */
    boolean mayBeExternal() {
        return switch (peerAsn) {
            case RoutingIntent.PeerAsn.Exactly exactly -> !exactly.asn().equals(localAsn);
            case RoutingIntent.PeerAsn.External unused -> true;
            case RoutingIntent.PeerAsn.Internal unused -> false;
        };
    }

    /** Whether an AS number is one the peer may have (AS 0 never: RFC 7607). */
    boolean accepts(long asn) {
        return asn != 0
                && switch (peerAsn) {
                    case RoutingIntent.PeerAsn.Exactly exactly ->
                        asn == exactly.asn().value();
                    case RoutingIntent.PeerAsn.External unused -> asn != localAsn.value();
                    case RoutingIntent.PeerAsn.Internal unused -> asn == localAsn.value();
                };
    }

    String expectedAsn() {
        return switch (peerAsn) {
            case RoutingIntent.PeerAsn.Exactly exactly -> "AS " + exactly.asn();
            case RoutingIntent.PeerAsn.External unused -> "any but AS " + localAsn;
            case RoutingIntent.PeerAsn.Internal unused -> "AS " + localAsn;
        };
    }

    /** The OPEN we send. */
    Open open() {
        int myAs = localAsn.value() > 0xFFFF ? Open.AS_TRANS : (int) localAsn.value();
        return new Open(myAs, (int) timers.hold().toSeconds(), routerId, plain ? List.of() : Capabilities.of(this));
    }
}
