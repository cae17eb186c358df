package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BgpPeerView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.model.RoutingIntent.PeerAsn;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** From a BGPPeer as written to a peer the speaker can use. */
final class PeerParser {
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(3);

    private PeerParser() {}

    static RoutingIntent.Peer parse(BgpPeerView view, Asn configAsn) throws InvalidValueException {
        IPAddress address = Addresses.parse(view.address());
        if (address.isLoopback() || address.isMulticast() || address.isAnyLocal()) {
            throw new InvalidValueException("address " + address + " cannot be a BGP neighbour");
        }
        Optional<IPAddress> source =
                view.sourceAddress().isBlank() ? Optional.empty() : Optional.of(Addresses.parse(view.sourceAddress()));
        if (source.isPresent() && IpFamily.of(source.get()) != IpFamily.of(address)) {
            throw new InvalidValueException(
                    "sourceAddress " + source.get() + " is not of the family of address " + address);
        }
        Asn localAsn = view.localAsn() == 0 ? configAsn : RoutingPlan.asn(view.localAsn(), "localASN");
        PeerAsn asn = peerAsn(view.asn(), localAsn);
        return new RoutingIntent.Peer(
                view.key().name(),
                address,
                asn,
                localAsn,
                view.port(),
                source,
                timers(view),
                asn instanceof PeerAsn.Internal ? OptionalInt.empty() : OptionalInt.of(view.ebgpMultihop()),
                view.families().isEmpty() ? Set.of(IpFamily.values()) : Set.copyOf(view.families()),
                view.passive(),
                PeerOptions.DEFAULT,
                Map.of());
    }

    private static PeerAsn peerAsn(String text, Asn localAsn) throws InvalidValueException {
        if (text.equals("External")) {
            return new PeerAsn.External();
        }
        if (text.equals("Internal")) {
            return new PeerAsn.Internal();
        }
        if (!text.matches("[0-9]{1,10}")) {
            throw new InvalidValueException(
                    "asn \"" + Addresses.shown(text) + "\" is not an AS number, External or Internal");
        }
        Asn asn = RoutingPlan.asn(Long.parseLong(text), "asn");
        return asn.equals(localAsn) ? new PeerAsn.Internal() : new PeerAsn.Exactly(asn);
    }

    private static RoutingIntent.Timers timers(BgpPeerView view) throws InvalidValueException {
        Duration hold = view.holdTime();
        if (!hold.isZero() && (hold.compareTo(SHORTEST_HOLD) < 0 || hold.toSeconds() > 65535)) {
            throw new InvalidValueException("timers.holdTime is neither 0 nor 3 s to 65535 s (RFC 4271 section 4.2)");
        }
        return new RoutingIntent.Timers(hold, view.keepaliveTime(), view.connectRetryTime());
    }
}
