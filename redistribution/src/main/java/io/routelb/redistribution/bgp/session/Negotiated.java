package io.routelb.redistribution.bgp.session;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Capability;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Octets;
import io.routelb.redistribution.bgp.message.Open;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What both OPENs together came to.
 *
 * @param hold the smaller of both proposals; zero = no timers (RFC 4271 section 4.2)
 * @param keepalive what was wanted, at most a third of {@code hold}; zero when that is zero
 * @param sendHold how long the peer may take nothing (RFC 9687); of no account when {@code hold} is zero
 * @param routeRefresh the peer can be asked for its routes again (RFC 2918)
 * @param enhancedRefresh begin and end of that are marked, both ways (RFC 7313)
 * @param external the peer is in another AS
 * @param role what we are to the external peer (RFC 9234); empty = OTC is of no account
 */
public record Negotiated(
        long peerAsn,
        IPv4Address peerRouterId,
        Duration hold,
        Duration keepalive,
        Duration sendHold,
        Set<IpFamily> families,
        boolean routeRefresh,
        boolean enhancedRefresh,
        boolean external,
        Optional<PeerOptions.Role> role,
        PeerRestart restart,
        Dialect dialect) {
    private static final int MIN_HOLD_SECONDS = 3;

    public Negotiated {
        families = Set.copyOf(families);
    }

    /**
     * Judges the peer's OPEN (RFC 4271 section 6.2) beside ours.
     *
     * @throws BgpException 2/2, 2/3, 2/6, 2/7 or 2/11
     */
    static Negotiated of(SessionConfig config, Open open) throws BgpException {
        long asn = open.asn();
        if (!config.accepts(asn)) {
            throw refuse(2, "peer is AS " + asn + ", expected " + config.expectedAsn() + " (2/2 Bad Peer AS)");
        }
        boolean external = asn != config.localAsn().value();
        // RFC 6286 section 2.2: any nonzero identifier, and inside an AS not ours.
        if (open.routerId().isZero() || (!external && open.routerId().equals(config.routerId()))) {
            throw refuse(
                    3, "peer has router ID " + open.routerId() + ", which it may not have (2/3 Bad BGP Identifier)");
        }
        int proposed = open.holdSeconds();
        if (proposed != 0 && proposed < MIN_HOLD_SECONDS) {
            throw refuse(6, "peer wants a hold time of " + proposed + " s (2/6 Unacceptable Hold Time)");
        }
        Open ours = config.open();
        Set<IpFamily> families = Agreement.families(ours, open, config.families());
        if (families.isEmpty()) {
            throw refuse(7, "peer offers none of our address families (2/7 Unsupported Capability)");
        }
        boolean strict = config.options().strictRole();
        Optional<PeerOptions.Role> role = external && (strict || !config.plain())
                ? Roles.agree(config.options().role(), strict, open)
                : Optional.empty();
        Duration hold = min(config.timers().hold(), Duration.ofSeconds(proposed));
        return new Negotiated(
                asn,
                open.routerId(),
                hold,
                keepalive(config.timers(), hold),
                sendHold(config.timers(), hold),
                families,
                Agreement.both(Capability.Refresh.class, ours, open),
                Agreement.both(Capability.EnhancedRefresh.class, ours, open),
                external,
                role,
                Agreement.restart(ours, open, families),
                Agreement.dialect(ours, open, families, external));
    }

    /** The same with these timers, as far as the OPENs have no say in them. */
    Negotiated timedBy(RoutingIntent.Timers timers) {
        return new Negotiated(
                peerAsn,
                peerRouterId,
                hold,
                keepalive(timers, hold),
                sendHold(timers, hold),
                families,
                routeRefresh,
                enhancedRefresh,
                external,
                role,
                restart,
                dialect);
    }

    private static Duration keepalive(RoutingIntent.Timers timers, Duration hold) {
        return min(timers.keepalive(), hold.dividedBy(3));
    }

    private static Duration sendHold(RoutingIntent.Timers timers, Duration hold) {
        return max(timers.sendHold(), hold.multipliedBy(2));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static BgpException refuse(int subcode, String sentence) {
        return BgpException.reset(Notification.OPEN_ERROR, subcode, Octets.EMPTY, sentence);
    }
}
