package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BgpPeerView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.RoutingIntent.PeerAsn;
import io.routelb.model.SecretView;
import io.routelb.model.SessionPassword;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** From a BGPPeer as written to a peer the speaker can use. */
final class PeerParser {
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(3);

    private PeerParser() {}

    /**
     * The peer as the speaker is to have it.
     *
     * @param configAsn the RoutingConfig's AS
     * @param restart the RoutingConfig's graceful restart
     * @param secrets of the install namespace, by name
     * @throws InvalidValueException when it cannot be configured; a password that cannot be had is such a case
     */
    static RoutingIntent.Peer parse(
            BgpPeerView view, Asn configAsn, PeerOptions.Restart restart, Map<String, SecretView> secrets)
            throws InvalidValueException {
        IPAddress address = view.range().isPresent() ? anyOf(view) : address(view);
        Optional<IPAddress> source =
                view.sourceAddress().isBlank() ? Optional.empty() : Optional.of(Addresses.parse(view.sourceAddress()));
        if (source.isPresent() && IpFamily.of(source.get()) != IpFamily.of(address)) {
            throw new InvalidValueException(
                    "sourceAddress " + source.get() + " is not of the family of address " + address);
        }
        Asn localAsn = view.localAsn() == 0 ? configAsn : RoutingPlan.asn(view.localAsn(), "localASN");
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
                        ? options(view, asn, restart, secrets).withExtendedNextHop(true)
                        : options(view, asn, restart, secrets),
                Map.of());
    }

    private static IPAddress address(BgpPeerView view) throws InvalidValueException {
        return PeerPlace.parse(view.address()).address();
    }

    /** The peer is to be found on a link. */
    static boolean isUnnumbered(BgpPeerView view) {
        return view.address().startsWith("%");
    }

    /**
     * The range of dynamic neighbours.
     *
     * @throws InvalidValueException when it is no prefix that can be dialled from
     */
    static Prefix range(BgpPeerView.Range written) throws InvalidValueException {
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

    private static PeerOptions options(
            BgpPeerView view, PeerAsn asn, PeerOptions.Restart restart, Map<String, SecretView> secrets)
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
        return view.password().isPresent()
                ? options.withPassword(password(view.password().get(), secrets))
                : options;
    }

    /** A session that was to have a password is never started without one. */
    static SessionPassword password(BgpPeerView.SecretRef wanted, Map<String, SecretView> secrets)
            throws InvalidValueException {
        SecretView secret = secrets.get(wanted.name());
        if (secret == null) {
            throw new InvalidValueException("Secret " + Addresses.shown(wanted.name())
                    + " of passwordSecretRef is not in the namespace RouteLB is installed in, or cannot be read");
        }
        String value = secret.values().get(wanted.key());
        if (value == null) {
            throw new InvalidValueException("Secret " + secret.name() + " has no key " + Addresses.shown(wanted.key()));
        }
        try {
            return new SessionPassword(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(
                    "Secret " + secret.name() + " key " + Addresses.shown(wanted.key()) + ": " + e.getMessage(), e);
        }
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
