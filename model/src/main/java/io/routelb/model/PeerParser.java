package io.routelb.model;

import inet.ipaddr.IPAddress;
import io.routelb.model.RoutingIntent.PeerAsn;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * From a BGPPeer as written to a peer the speaker can use. One reading for the agents, which use it, and for whoever says beforehand
 * whether they can. Pure.
 */
public final class PeerParser {
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(3);

    private PeerParser() {}

    /**
     * The peer as the speaker is to have it, but for the password that is in a Secret.
     *
     * @param configAsn the node's AS
     * @param restart the RoutingConfig's graceful restart
     * @throws InvalidValueException when it cannot be configured
     */
    public static RoutingIntent.Peer parse(BgpPeerView view, Asn configAsn, PeerOptions.Restart restart)
            throws InvalidValueException {
        IPAddress address = view.range().isPresent() ? anyOf(view) : address(view);
        Optional<IPAddress> source =
                view.sourceAddress().isBlank() ? Optional.empty() : Optional.of(Addresses.parse(view.sourceAddress()));
        if (source.isPresent() && isGateway(view)) {
            throw new InvalidValueException(
                    "sourceAddress needs address: the gateway is dialled from where it is reached");
        }
        if (source.isPresent() && IpFamily.of(source.get()) != IpFamily.of(address)) {
            throw new InvalidValueException(
                    "sourceAddress " + source.get() + " is not of the family of address " + address);
        }
        Asn localAsn = view.localAsn() == 0 ? configAsn : Asn.parse(view.localAsn(), "localASN");
        PeerAsn asn = peerAsn(view.asn(), localAsn);
        if (address.isIPv6() && address.isLinkLocal() && view.ebgpMultihop() > 1) {
            throw new InvalidValueException("ebgpMultihop is for peers farther away than the link");
        }
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
                view.passive() || view.range().isPresent(),
                isUnnumbered(view)
                        ? options(view, asn, restart).withExtendedNextHop(true)
                        : options(view, asn, restart),
                Map.of());
    }

    private static IPAddress address(BgpPeerView view) throws InvalidValueException {
        return PeerPlace.parse(view.address()).address();
    }

    /** The peer is to be found on a link. */
    public static boolean isUnnumbered(BgpPeerView view) {
        return view.address().startsWith("%");
    }

    /** The peer is the gateway of a default route. */
    public static boolean isGateway(BgpPeerView view) {
        return view.address().equals(BgpPeerView.DEFAULT_GATEWAY);
    }

    /** The family whose default route leads to a peer that is a gateway, if there is one; else the other one's does. */
    public static IpFamily ofGateway(RoutingIntent.Peer peer) {
        return peer.families().contains(IpFamily.IPV4) ? IpFamily.IPV4 : IpFamily.IPV6;
    }

    /**
     * Where the peer is, for people; two that name one peer say the same, however they spell it.
     *
     * @throws InvalidValueException never, if {@code peer} is what was made of {@code view}
     */
    public static String place(BgpPeerView view, RoutingIntent.Peer peer) throws InvalidValueException {
        if (isGateway(view)) {
            return "the default gateway for " + ofGateway(peer).kubernetesName();
        }
        if (view.range().isPresent()) {
            return range(view.range().get()).toString();
        }
        return isUnnumbered(view)
                ? "peer on interface " + Addresses.link(peer.address()).orElse("")
                : "peer " + peer.address();
    }

    /**
     * The range of dynamic neighbours.
     *
     * @throws InvalidValueException when it is no prefix that can be dialled from
     */
    public static Prefix range(BgpPeerView.Range written) throws InvalidValueException {
        Prefix prefix = Prefix.parse(written.prefix());
        if (prefix.network().isMulticast()) {
            throw new InvalidValueException("prefix " + prefix + " cannot be of BGP neighbours");
        }
        return prefix;
    }

    /** What holds for every neighbour of a range; the address is of no account. */
    private static IPAddress anyOf(BgpPeerView view) throws InvalidValueException {
        if (!view.address().isBlank()) {
            throw new InvalidValueException("address and prefix exclude each other");
        }
        if (!view.sourceAddress().isBlank()) {
            throw new InvalidValueException("sourceAddress needs address: neighbours of a prefix are not dialled");
        }
        return range(view.range().orElseThrow()).network();
    }

    private static PeerOptions options(BgpPeerView view, PeerAsn asn, PeerOptions.Restart restart)
            throws InvalidValueException {
        PeerOptions options = view.options().withRestart(view.restart().orElse(restart));
        boolean internal = asn instanceof PeerAsn.Internal;
        if (internal && options.role().isPresent()) {
            throw new InvalidValueException("role is for external peers only (RFC 9234 section 4)");
        }
        if (options.strictRole() && options.role().isEmpty()) {
            throw new InvalidValueException("strictRole needs role (RFC 9234 section 4.2)");
        }
        if (!internal && options.routeReflectorClient()) {
            throw new InvalidValueException("routeReflectorClient is for internal peers only (RFC 4456)");
        }
        if (options.ttlSecurityHops().isPresent() && view.ebgpMultihop() > 1) {
            throw new InvalidValueException("ttlSecurity and ebgpMultihop exclude each other");
        }
        return options;
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
        Asn asn = Asn.parse(Long.parseLong(text), "asn");
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
