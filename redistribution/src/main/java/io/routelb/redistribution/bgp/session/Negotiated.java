package io.routelb.redistribution.bgp.session;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.IpFamily;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Octets;
import io.routelb.redistribution.bgp.message.Open;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What both OPENs together came to.
 *
 * @param hold the smaller of both proposals; zero = no timers (RFC 4271 section 4.2)
 * @param keepalive what was wanted, at most a third of {@code hold}; zero when that is zero
 * @param sendHold how long the peer may take nothing (RFC 9687); of no account when {@code hold} is zero
 * @param external the peer is in another AS
 */
public record Negotiated(
        long peerAsn,
        IPv4Address peerRouterId,
        Duration hold,
        Duration keepalive,
        Duration sendHold,
        Set<IpFamily> families,
        boolean routeRefresh,
        boolean external,
        Dialect dialect) {
    private static final int MIN_HOLD_SECONDS = 3;

    public Negotiated {
        families = Set.copyOf(families);
    }

    /**
     * Judges the peer's OPEN (RFC 4271 section 6.2).
     *
     * @throws BgpException 2/2, 2/3, 2/6 or 2/7
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
        Set<IpFamily> families = config.families().stream()
                .filter(each -> open.families().contains(AfiSafi.unicast(each)))
                .collect(Collectors.toUnmodifiableSet());
        if (families.isEmpty()) {
            throw refuse(7, "peer offers none of our address families (2/7 Unsupported Capability)");
        }
        Duration hold = min(config.timers().hold(), Duration.ofSeconds(proposed));
        return new Negotiated(
                asn,
                open.routerId(),
                hold,
                min(config.timers().keepalive(), hold.dividedBy(3)),
                max(config.timers().sendHold(), hold.multipliedBy(2)),
                families,
                open.routeRefresh(),
                external,
                new Dialect(open.fourOctetAs(), external));
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
