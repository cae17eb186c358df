package io.routelb.kube.watch;

import static io.routelb.kube.watch.CoreViews.orEmpty;
import static io.routelb.kube.watch.CoreViews.text;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Secret;
import io.routelb.kube.crd.BgpPeer;
import io.routelb.kube.crd.GracefulRestart;
import io.routelb.model.Addresses;
import io.routelb.model.BgpPeerView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.SecretView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** BGPPeers, and the Secrets they name, as views. Pure. Fills the defaults of the CRD again, and refuses what its schema should have refused. */
final class PeerViews {
    private static final Duration DEFAULT_HOLD_TIME = Duration.ofSeconds(90);
    private static final Duration DEFAULT_CONNECT_RETRY_TIME = Duration.ofSeconds(5);
    private static final Duration DEFAULT_BFD_INTERVAL = Duration.ofMillis(300);
    private static final int DEFAULT_DETECT_MULTIPLIER = 3;
    private static final int LONGEST_RESTART_SECONDS = 4095;
    private static final int LONGEST_STALE_SECONDS = 0xFF_FFFF;
    private static final int DEFAULT_NEIGHBOURS = 100;
    private static final int MOST_NEIGHBOURS = 1000;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);
    private static final String DEFAULT_PASSWORD_KEY = "password";

    private PeerViews() {}

    static BgpPeerView bgpPeer(BgpPeer peer, V1ObjectMeta meta) throws InvalidValueException {
        BgpPeer.Spec spec = peer.spec == null ? new BgpPeer.Spec() : peer.spec;
        BgpPeer.Timers timers = spec.timers == null ? new BgpPeer.Timers() : spec.timers;
        Duration hold = Durations.parse("timers.holdTime", timers.holdTime, DEFAULT_HOLD_TIME);
        return new BgpPeerView(
                CoreViews.key(meta),
                CustomViews.generation(meta),
                CoreViews.created(meta),
                CustomViews.selector(spec.nodeSelector),
                place(spec),
                spec.asn == null ? "" : spec.asn.getAsString(),
                spec.localASN == null ? 0 : spec.localASN,
                spec.port == null ? CustomViews.BGP_PORT : spec.port,
                text(spec.sourceAddress),
                hold,
                Durations.parse("timers.keepaliveTime", timers.keepaliveTime, hold.dividedBy(3)),
                Durations.parse("timers.connectRetryTime", timers.connectRetryTime, DEFAULT_CONNECT_RETRY_TIME),
                spec.ebgpMultihop == null ? 1 : spec.ebgpMultihop,
                families(spec.families),
                CustomViews.isTrue(spec.passive),
                password(spec.passwordSecretRef),
                spec.gracefulRestart == null ? Optional.empty() : Optional.of(restart(spec.gracefulRestart)),
                options(spec),
                range(spec),
                CoreViews.orEmpty(meta.getLabels()));
    }

    private static Optional<BgpPeerView.Range> range(BgpPeer.Spec spec) throws InvalidValueException {
        int most = within("maxNeighbours", spec.maxNeighbours, 1, MOST_NEIGHBOURS, DEFAULT_NEIGHBOURS);
        return text(spec.prefix).isEmpty()
                ? Optional.empty()
                : Optional.of(new BgpPeerView.Range(text(spec.prefix), most));
    }

    /** As {@link BgpPeerView#address} has it. */
    private static String place(BgpPeer.Spec spec) throws InvalidValueException {
        String discovery = text(spec.autoDiscovery);
        if (Stream.of(text(spec.address), text(spec.link), discovery)
                        .filter(each -> !each.isEmpty())
                        .count()
                > 1) {
            throw new InvalidValueException("exactly one of address, interface and autoDiscovery must be set");
        }
        if (!discovery.isEmpty() && !discovery.equals(BgpPeerView.DEFAULT_GATEWAY)) {
            throw new InvalidValueException(
                    "autoDiscovery \"" + Addresses.shown(discovery) + "\" is not " + BgpPeerView.DEFAULT_GATEWAY);
        }
        return text(spec.link).isEmpty() ? text(spec.address) + discovery : "%" + text(spec.link);
    }

    /** A Secret whose values are text; what is not text no password can be. */
    static SecretView secret(V1Secret secret, V1ObjectMeta meta) {
        Map<String, String> values = new HashMap<>();
        Map<String, byte[]> data = secret.getData() == null ? Map.of() : secret.getData();
        data.forEach((key, value) -> values.put(key, new String(value, StandardCharsets.UTF_8)));
        return new SecretView(text(meta.getName()), values);
    }

    /** With the contract's defaults for what is not said. */
    static PeerOptions.Restart restart(@Nullable GracefulRestart written) throws InvalidValueException {
        if (written == null) {
            return PeerOptions.Restart.DEFAULT;
        }
        Duration time =
                Durations.parse("gracefulRestart.restartTime", written.restartTime, PeerOptions.Restart.DEFAULT.time());
        if (time.toSeconds() < 1 || time.toSeconds() > LONGEST_RESTART_SECONDS) {
            throw new InvalidValueException(
                    "gracefulRestart.restartTime is not 1s to " + LONGEST_RESTART_SECONDS + "s (RFC 4724 section 3)");
        }
        Duration stale =
                Durations.parse("gracefulRestart.longLivedStaleTime", written.longLivedStaleTime, Duration.ZERO);
        if (stale.toSeconds() > LONGEST_STALE_SECONDS) {
            throw new InvalidValueException("gracefulRestart.longLivedStaleTime is more than " + LONGEST_STALE_SECONDS
                    + "s (RFC 9494 section 3.1)");
        }
        boolean enabled = written.enabled == null || written.enabled;
        return enabled
                ? new PeerOptions.Restart(true, time, CustomViews.isTrue(written.notification), stale)
                : PeerOptions.Restart.OFF;
    }

    private static PeerOptions options(BgpPeer.Spec spec) throws InvalidValueException {
        PeerOptions options = PeerOptions.DEFAULT
                .withRouteReflectorClient(CustomViews.isTrue(spec.routeReflectorClient))
                .withAllowOwnAsn(within("allowOwnASN", spec.allowOwnASN, 0, 10, 0))
                .withStrictRole(CustomViews.isTrue(spec.strictRole))
                .withExtendedNextHop(CustomViews.isTrue(spec.extendedNextHop))
                .withImports(imports(spec.imports));
        if (spec.ttlSecurity != null) {
            options = options.withTtlSecurityHops(within("ttlSecurity.hops", spec.ttlSecurity.hops, 1, 254, 1));
        }
        if (spec.role != null) {
            options = options.withRole(role(spec.role));
        }
        if (spec.addPath != null) {
            options = options.withAddPath(new PeerOptions.AddPath(
                    CustomViews.isTrue(spec.addPath.send), CustomViews.isTrue(spec.addPath.receive)));
        }
        return bfd(spec.bfd).map(options::withBfd).orElse(options);
    }

    static Optional<BgpPeerView.SecretRef> password(BgpPeer.@Nullable SecretRef written) throws InvalidValueException {
        if (written == null) {
            return Optional.empty();
        }
        if (text(written.name).isEmpty()) {
            throw new InvalidValueException("passwordSecretRef names no Secret");
        }
        String key = text(written.key).isEmpty() ? DEFAULT_PASSWORD_KEY : text(written.key);
        return Optional.of(new BgpPeerView.SecretRef(text(written.name), key));
    }

    static Optional<PeerOptions.Bfd> bfd(BgpPeer.@Nullable Bfd written) throws InvalidValueException {
        if (written == null || (written.enabled != null && !written.enabled)) {
            return Optional.empty();
        }
        return Optional.of(new PeerOptions.Bfd(
                interval("bfd.transmitInterval", written.transmitInterval),
                interval("bfd.receiveInterval", written.receiveInterval),
                within("bfd.detectMultiplier", written.detectMultiplier, 1, 255, DEFAULT_DETECT_MULTIPLIER),
                CustomViews.isTrue(written.multihop),
                Optional.empty()));
    }

    private static Duration interval(String field, @Nullable String written) throws InvalidValueException {
        Duration interval = Durations.parse(field, written, DEFAULT_BFD_INTERVAL);
        if (interval.compareTo(PeerOptions.Bfd.SHORTEST) < 0 || interval.compareTo(PeerOptions.Bfd.LONGEST) > 0) {
            throw new InvalidValueException(field + " is not 10ms to 1m");
        }
        return interval;
    }

    private static PeerOptions.Role role(String written) throws InvalidValueException {
        return switch (written) {
            case "Provider" -> PeerOptions.Role.PROVIDER;
            case "Customer" -> PeerOptions.Role.CUSTOMER;
            case "Peer" -> PeerOptions.Role.PEER;
            case "RouteServer" -> PeerOptions.Role.ROUTE_SERVER;
            case "RouteServerClient" -> PeerOptions.Role.ROUTE_SERVER_CLIENT;
            default ->
                throw new InvalidValueException("role \"" + Addresses.shown(written)
                        + "\" is not Provider, Customer, Peer, RouteServer or RouteServerClient");
        };
    }

    private static PeerOptions.Import imports(BgpPeer.@Nullable Import written) throws InvalidValueException {
        PeerOptions.Import nothing = PeerOptions.Import.NOTHING;
        if (written == null) {
            return nothing;
        }
        List<PeerOptions.PrefixRule> rules = new ArrayList<>();
        for (BgpPeer.ImportedPrefix prefix : orEmpty(written.prefixes)) {
            rules.add(rule(prefix));
        }
        int most = within("import.maxPrefixes", written.maxPrefixes, 1, 10_000_000, nothing.maxPrefixes());
        int warn = within("import.warnPercent", written.warnPercent, 1, 100, nothing.warnPercent());
        Duration pause = Durations.parse("import.restartAfter", written.restartAfter, nothing.restartAfter());
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            throw new InvalidValueException("import.restartAfter is more than 24h");
        }
        return new PeerOptions.Import(rules, most, warn, pause);
    }

    /** As routers read it: {@code ge} alone reaches to host routes, {@code le} alone begins at the prefix itself. */
    private static PeerOptions.PrefixRule rule(BgpPeer.ImportedPrefix written) throws InvalidValueException {
        Prefix within = Prefix.parse(text(written.cidr));
        int bits = within.family().bits();
        int ge = written.ge == null ? within.length() : written.ge;
        int le = written.le == null ? (written.ge == null ? within.length() : bits) : written.le;
        if (ge < within.length() || le < ge || le > bits) {
            throw new InvalidValueException("import.prefixes " + within + ": ge and le must satisfy " + within.length()
                    + " <= ge <= le <= " + bits);
        }
        return new PeerOptions.PrefixRule(within, ge, le);
    }

    static int within(String field, @Nullable Integer written, int least, int most, int absent)
            throws InvalidValueException {
        int value = written == null ? absent : written;
        if (value < least || value > most) {
            throw new InvalidValueException(field + " " + value + " is not " + least + " to " + most);
        }
        return value;
    }

    private static List<IpFamily> families(@Nullable List<String> written) throws InvalidValueException {
        if (written == null || written.isEmpty()) {
            return List.of(IpFamily.IPV4, IpFamily.IPV6);
        }
        List<IpFamily> families = new ArrayList<>();
        for (String family : written) {
            families.add(
                    switch (family) {
                        case "IPv4Unicast" -> IpFamily.IPV4;
                        case "IPv6Unicast" -> IpFamily.IPV6;
                        default ->
                            throw new InvalidValueException(
                                    "family \"" + Addresses.shown(family) + "\" is not IPv4Unicast or IPv6Unicast");
                    });
        }
        return families;
    }
}
