package io.routelb.redistribution.host;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BackendChoice;
import io.routelb.model.IpFamily;
import io.routelb.model.KernelRoutes;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RouteAttributes.LargeCommunity;
import io.routelb.model.RoutingIntent;
import io.routelb.model.RoutingIntent.PeerAsn;
import io.routelb.model.ServiceLink;
import io.routelb.model.SessionPassword;
import io.routelb.model.SpeakerOptions;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** One intent for each thing there is to say. */
public final class Intents {
    static final RoutingIntent.Timers TIMERS =
            new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(5));
    static final RouteAttributes TAGGED = new RouteAttributes(
            List.of(65000 << 16 | 1, 0xFFFF_0000),
            List.of(new LargeCommunity(65000, 1, 4294967295L)),
            List.of(0x4004_FBFF_48F4_2400L),
            OptionalLong.of(10),
            OptionalLong.of(200),
            2);

    private static final PrefixRule V4 = range("198.51.100.0/24", 32);
    private static final PrefixRule V6 = range("2001:db8:51::/64", 128);
    private static final Asn LOCAL = new Asn(64512);

    private Intents() {}

    public static Map<String, RoutingIntent> all() {
        Map<String, RoutingIntent> all = new LinkedHashMap<>();
        all.put("nobody", intent(List.of(), ServiceLink.EMPTY));
        all.put("plain", plain());
        all.put("exceptions", exceptions());
        all.put("attributes-inside", inside());
        all.put("options", intent(List.of(peer("all").withOptions(everyOption())), link(Map.of())));
        all.put("distance", distance());
        all.put("restart-off", restartOff());
        all.put("no-link", noLink());
        all.put("range", range());
        all.put("mesh", mesh(LearnedRoutesView.DEFAULT, Optional.empty()));
        all.put("mesh-reflector", mesh(LearnedRoutesView.DEFAULT, Optional.of("0.0.0.42")));
        all.put("learned", learned(LearnedRoutesView.DEFAULT.table(), true));
        all.put("learned-elsewhere", learned(100, false));
        return all;
    }

    /** Service addresses of one pool, both families: no address is named. */
    public static RoutingIntent plain() {
        RoutingIntent.Peer peer = peer("router")
                .withRoutes(RouteAttributes.plain(
                        List.of(Prefix.of("198.51.100.10/32"), Prefix.of("2001:db8:51::10/128"))));
        return intent(List.of(peer), link(standing("router"), "198.51.100.10/32", "2001:db8:51::10/128"));
    }

    /** {@link #plain} with a Service more of the same pool. */
    public static RoutingIntent plainAndOneMore() {
        RoutingIntent before = plain();
        RoutingIntent.Peer peer = before.peers().getFirst();
        Map<Prefix, RouteAttributes> more = new HashMap<>(peer.routes());
        more.put(Prefix.of("198.51.100.77/32"), RouteAttributes.DEFAULT);
        return before.with(List.of(peer.withRoutes(more)), before.options())
                .by(
                        before.backend(),
                        link(before.link().standing(), "198.51.100.10/32", "2001:db8:51::10/128", "198.51.100.77/32"));
    }

    /** An intent that says the same with its parts in another order. */
    public static RoutingIntent reordered(RoutingIntent intent) {
        return intent.with(
                intent.peers().stream()
                        .map(peer -> peer.withRoutes(new HashMap<>(peer.routes())))
                        .toList()
                        .reversed(),
                intent.options());
    }

    /** One withheld, one tagged, the rest as the pool is. */
    public static RoutingIntent exceptions() {
        RoutingIntent.Peer peer = peer("router")
                .withRoutes(Map.of(
                        Prefix.of("198.51.100.10/32"), RouteAttributes.DEFAULT,
                        Prefix.of("198.51.100.11/32"), TAGGED,
                        Prefix.of("198.51.100.13/32"), TAGGED));
        return intent(
                List.of(peer),
                link(
                        standing("router"),
                        "198.51.100.10/32",
                        "198.51.100.11/32",
                        "198.51.100.12/32",
                        "198.51.100.13/32"));
    }

    private static RoutingIntent inside() {
        RoutingIntent.Peer peer = peer("reflector", new PeerAsn.Internal(), "2001:db8:0:2::1")
                .withOptions(PeerOptions.DEFAULT
                        .withRouteReflectorClient(true)
                        .withInside(new PeerOptions.Inside(
                                Optional.of(Addresses.of("192.0.2.99").toIPv4()),
                                Map.of(IpFamily.IPV6, Addresses.of("2001:db8:0:2::11")))))
                .withRoutes(Map.of(Prefix.of("2001:db8:51::10/128"), TAGGED));
        return intent(List.of(peer), link(Map.of(), "2001:db8:51::10/128"));
    }

    private static PeerOptions everyOption() {
        return PeerOptions.DEFAULT
                .withPassword(new SessionPassword("s3cret ü"))
                .withBfd(
                        new PeerOptions.Bfd(Duration.ofMillis(300), Duration.ofMillis(250), 3, false, Optional.empty()))
                .withRestart(new PeerOptions.Restart(true, Duration.ofMinutes(2), false, Duration.ofHours(1)))
                .withRole(PeerOptions.Role.CUSTOMER)
                .withStrictRole(true)
                .withAllowOwnAsn(1)
                .withAddPath(new PeerOptions.AddPath(true, true))
                .withExtendedNextHop(true)
                .withImports(new PeerOptions.Import(
                        List.of(
                                new PrefixRule(Prefix.of("10.0.0.0/8"), 16, 24),
                                new PrefixRule(Prefix.of("2001:db8::/32"), 48, 64)),
                        100,
                        75,
                        Duration.ZERO));
    }

    private static RoutingIntent distance() {
        PeerOptions near = PeerOptions.DEFAULT.withTtlSecurityHops(1);
        RoutingIntent.Peer far = new RoutingIntent.Peer(
                "far",
                Addresses.of("203.0.113.1"),
                new PeerAsn.External(),
                new Asn(4200000000L),
                1179,
                Optional.of(Addresses.of("192.0.2.11")),
                new RoutingIntent.Timers(Duration.ZERO, Duration.ZERO, Duration.ofMillis(100)),
                OptionalInt.of(7),
                Set.of(IpFamily.IPV4),
                true,
                PeerOptions.DEFAULT,
                Map.of());
        RoutingIntent.Peer onLink = peer("Un numbered/eth1", new PeerAsn.External(), "fe80::1")
                .withAddress(Addresses.onLink(Addresses.of("fe80::1"), "eth1"));
        return new RoutingIntent(
                LOCAL,
                Addresses.of("192.0.2.11").toIPv4(),
                1790,
                List.of(
                        peer("near").withOptions(near),
                        peer("hops", exactly(64501), "192.0.2.2")
                                .withOptions(PeerOptions.DEFAULT.withTtlSecurityHops(3)),
                        far,
                        onLink));
    }

    private static RoutingIntent restartOff() {
        return new RoutingIntent(
                LOCAL,
                Addresses.of("192.0.2.11").toIPv4(),
                0,
                List.of(peer("router").withOptions(PeerOptions.DEFAULT.withRestart(PeerOptions.Restart.OFF))),
                new SpeakerOptions(
                        List.of(), Optional.empty(), Optional.empty(), new SpeakerOptions.BestPath(true, false, 1)));
    }

    /** A pod CIDR, and an aggregate of addresses that are on the link one by one. */
    private static RoutingIntent noLink() {
        RoutingIntent.Peer peer = peer("router")
                .withRoutes(RouteAttributes.plain(List.of(
                        Prefix.of("10.244.1.0/24"), Prefix.of("2001:db8:244::/64"), Prefix.of("198.51.100.0/24"))));
        return intent(List.of(peer), link(Map.of(), "198.51.100.10/32"));
    }

    private static RoutingIntent range() {
        RoutingIntent.Peer template =
                peer("racks").withRoutes(RouteAttributes.plain(List.of(Prefix.of("198.51.100.10/32"))));
        SpeakerOptions options = SpeakerOptions.DEFAULT.withDynamicPeers(
                List.of(new DynamicPeers(Prefix.of("192.0.2.0/26"), template, 10)));
        return new RoutingIntent(LOCAL, Addresses.of("192.0.2.11").toIPv4(), 179, List.of(), options)
                .by(BackendChoice.SPEAKER, link(standing("racks"), "198.51.100.10/32"));
    }

    /**
     * Node n1 of a mesh of three, the third of which has IPv6 alone.
     *
     * @param reflects the cluster that it is the route reflector of, n2 being a client in it
     */
    private static RoutingIntent mesh(LearnedRoutesView wanted, Optional<String> reflects) {
        Map<Prefix, RouteAttributes> pods =
                RouteAttributes.plain(List.of(Prefix.of("10.244.1.0/24"), Prefix.of("2001:db8:244:1::/64")));
        Map<Prefix, Set<IPAddress>> others = Map.of(
                Prefix.of("10.244.2.0/24"), addresses("192.0.2.12", "2001:db8:0:2::12"),
                Prefix.of("2001:db8:244:2::/64"), addresses("192.0.2.12", "2001:db8:0:2::12"),
                Prefix.of("10.244.3.0/24"), addresses("2001:db8:0:2::13"),
                Prefix.of("2001:db8:244:3::/64"), addresses("2001:db8:0:2::13"));
        Map<IpFamily, IPAddress> dual =
                Map.of(IpFamily.IPV4, Addresses.of("192.0.2.11"), IpFamily.IPV6, Addresses.of("2001:db8:0:2::11"));
        Map<IpFamily, IPAddress> six = Map.of(
                IpFamily.IPV4, Addresses.of("2001:db8:0:2::11"), IpFamily.IPV6, Addresses.of("2001:db8:0:2::11"));
        return intent(
                        List.of(
                                node("n2", "192.0.2.12", dual, reflects, others, pods),
                                node("n3", "2001:db8:0:2::13", six, reflects, others, pods)),
                        link(Map.of(), "198.51.100.10/32"))
                .installing(new KernelRoutes(
                        wanted,
                        Set.of(Prefix.of("198.51.100.0/24"), Prefix.of("192.0.2.0/24"), Prefix.of("fe80::/10")),
                        others));
    }

    private static Set<IPAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(Addresses::of).collect(Collectors.toSet());
    }

    private static RoutingIntent.Peer node(
            String name,
            String address,
            Map<IpFamily, IPAddress> nextHops,
            Optional<String> reflects,
            Map<Prefix, Set<IPAddress>> pods,
            Map<Prefix, RouteAttributes> routes) {
        List<PrefixRule> taken = pods.entrySet().stream()
                .filter(each -> each.getValue().contains(Addresses.of(address)))
                .map(each -> range(each.getKey().toString(), each.getKey().length()))
                .sorted(Comparator.comparing(PrefixRule::within))
                .toList();
        PeerOptions.Import nothing = PeerOptions.Import.NOTHING;
        return peer("node " + name, new PeerAsn.Internal(), address)
                .withOptions(PeerOptions.DEFAULT
                        .withExtendedNextHop(nextHops.get(IpFamily.IPV4) != null && address.contains(":"))
                        .withRouteReflectorClient(reflects.isPresent() && name.equals("n2"))
                        .withInside(new PeerOptions.Inside(
                                reflects.map(id -> Addresses.of(id).toIPv4()), nextHops))
                        .withImports(new PeerOptions.Import(
                                taken, nothing.maxPrefixes(), nothing.warnPercent(), nothing.restartAfter())))
                .withRoutes(routes);
    }

    /** What a router tells is put in the kernel, but for what is protected; there are no other nodes. */
    private static RoutingIntent learned(int table, boolean multipath) {
        PeerOptions.Import imports = new PeerOptions.Import(
                List.of(
                        new PrefixRule(Prefix.of("0.0.0.0/0"), 0, 32),
                        new PrefixRule(Prefix.of("2001:db8::/32"), 32, 64)),
                500,
                75,
                Duration.ofMinutes(5));
        return intent(
                        List.of(peer("router").withOptions(PeerOptions.DEFAULT.withImports(imports))),
                        link(Map.of(), "198.51.100.10/32"))
                .installing(new KernelRoutes(
                        new LearnedRoutesView(true, table, 2048, 186, multipath, List.of(), 300),
                        Set.of(Prefix.of("198.51.100.0/24"), Prefix.of("10.96.0.0/12")),
                        Map.of()));
    }

    public static RoutingIntent intent(List<RoutingIntent.Peer> peers, ServiceLink link) {
        return new RoutingIntent(LOCAL, Addresses.of("192.0.2.11").toIPv4(), 179, peers)
                .by(BackendChoice.SPEAKER, link);
    }

    static RoutingIntent.Peer peer(String name) {
        return peer(name, exactly(64500), "192.0.2.1");
    }

    private static PeerAsn exactly(long asn) {
        return new PeerAsn.Exactly(new Asn(asn));
    }

    private static RoutingIntent.Peer peer(String name, PeerAsn asn, String address) {
        return new RoutingIntent.Peer(
                name,
                Addresses.of(address),
                asn,
                LOCAL,
                179,
                Optional.empty(),
                TIMERS,
                OptionalInt.empty(),
                Set.of(IpFamily.values()),
                false,
                PeerOptions.DEFAULT,
                Map.of());
    }

    public static ServiceLink link(Map<String, Map<PrefixRule, RouteAttributes>> standing, String... present) {
        return new ServiceLink(
                "kube-lb0", Set.of(present).stream().map(Prefix::of).collect(Collectors.toSet()), standing);
    }

    private static Map<String, Map<PrefixRule, RouteAttributes>> standing(String peer) {
        return Map.of(peer, Map.of(V4, RouteAttributes.DEFAULT, V6, RouteAttributes.DEFAULT));
    }

    private static PrefixRule range(String within, int length) {
        return new PrefixRule(Prefix.of(within), length, length);
    }
}
