package io.routelb.redistribution.bgp.message;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Messages of every kind, with everything we can read, for a session that negotiated it. */
final class Samples {
    private Samples() {}

    /** A message and what has to be negotiated for it to be sent. */
    record Sample(Dialect dialect, Message message) {}

    static Arbitrary<Sample> samples() {
        return dialects().flatMap(dialect -> messages(dialect).map(message -> new Sample(dialect, message)));
    }

    private static Arbitrary<Dialect> dialects() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.subsetOf(IpFamily.values()))
                .as((fourOctetAs, external, extendedNextHop, addPath) -> {
                    // Long messages, so that whatever is generated fits.
                    Dialect.Direction direction = new Dialect.Direction(addPath, true);
                    return new Dialect(fourOctetAs, external, extendedNextHop, direction, direction);
                });
    }

    private static Arbitrary<Message> messages(Dialect dialect) {
        return Arbitraries.oneOf(List.of(
                opens().map(Message.class::cast),
                updates(dialect).map(Message.class::cast),
                Combinators.combine(octet(), octet(), octets(300))
                        .as((code, sub, data) -> (Message) new Notification(code, sub, data)),
                Arbitraries.just(Keepalive.INSTANCE),
                Combinators.combine(families(), octet()).as((f, sub) -> (Message) new RouteRefresh(f, sub))));
    }

    private static Arbitrary<Open> opens() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 65535),
                        Arbitraries.integers().between(0, 65535),
                        Arbitraries.integers().map(IPv4Address::new),
                        capabilities().list().ofMaxSize(40))
                .as(Open::new);
    }

    private static Arbitrary<Capability> capabilities() {
        return Arbitraries.oneOf(List.of(
                families().map(f -> (Capability) new Capability.MultiProtocol(f)),
                Arbitraries.just(new Capability.Refresh()),
                Arbitraries.just(new Capability.EnhancedRefresh()),
                Arbitraries.just(new Capability.ExtendedMessage()),
                octet().map(role -> (Capability) new Capability.Role(role)),
                families().map(f ->
                        (Capability) new Capability.ExtendedNextHop(List.of(new Capability.NextHopFamily(f, 2)))),
                Combinators.combine(families(), octet()).as((f, mode) ->
                        (Capability) new Capability.AddPath(List.of(new Capability.AddPathFamily(f, mode)))),
                Combinators.combine(octets(60), octets(60)).as((h, d) -> (Capability) new Capability.Fqdn(h, d)),
                asns().map(asn -> (Capability) new Capability.FourOctetAs(asn)),
                Combinators.combine(octet(), families(), octet()).as((time, f, flags) -> (Capability)
                        new Capability.GracefulRestart(8, time, List.of(new Capability.GracefulFamily(f, flags)))),
                Combinators.combine(octet(), families(), octet())
                        .as((time, f, flags) -> (Capability) new Capability.LongLivedGracefulRestart(
                                List.of(new Capability.LongLivedFamily(f, flags, time)))),
                octets(60).map(value -> (Capability) new Capability.Unknown(77, value))));
    }

    private static Arbitrary<Update> updates(Dialect dialect) {
        Arbitrary<List<PathAttribute>> mandatory = Combinators.combine(
                        Arbitraries.integers().between(0, 2), paths(), Arbitraries.integers())
                .as((origin, path, hop) -> List.of(new Origin(origin), path, new NextHop(new IPv4Address(hop))));
        return Combinators.combine(
                        nlri(IpFamily.IPV4, dialect),
                        nlri(IpFamily.IPV4, dialect),
                        nlri(IpFamily.IPV6, dialect),
                        reaches(dialect),
                        mandatory,
                        optional(dialect))
                .as((gone, here, gone6, reach, attributes, more) -> {
                    List<PathAttribute> all = new ArrayList<>();
                    all.add(reach);
                    all.addAll(attributes);
                    all.add(new MpUnreach(IpFamily.IPV6, gone6));
                    all.addAll(more);
                    return new Update(gone, all, here);
                });
    }

    private static Arbitrary<MpReach> reaches(Dialect dialect) {
        IPAddress hop = new IPv6Address(new byte[16]);
        return Combinators.combine(
                        dialect.extendedNextHop() ? Arbitraries.of(IpFamily.values()) : Arbitraries.of(IpFamily.IPV6),
                        Arbitraries.integers().between(1, 2))
                .flatAs((family, hops) ->
                        nlri(family, dialect).map(nlri -> new MpReach(family, Collections.nCopies(hops, hop), nlri)));
    }

    private static Arbitrary<AsPath> paths() {
        return Combinators.combine(
                        Arbitraries.integers().between(AsPath.SET, AsPath.SEQUENCE),
                        asns().list().ofMinSize(1).ofMaxSize(9))
                .as(AsPath.Segment::new)
                .list()
                .ofMaxSize(4)
                .map(AsPath::new);
    }

    private static Arbitrary<Set<PathAttribute>> optional(Dialect dialect) {
        List<PathAttribute> some = new ArrayList<>(List.of(
                new MultiExitDisc(7),
                new AtomicAggregate(),
                new Aggregator(4_200_000_000L, new IPv4Address(1), true),
                new Communities(List.of(65_536, -1)),
                new ExtendedCommunities(List.of(ExtendedCommunities.linkBandwidth(64512, 1e9f))),
                new LargeCommunities(List.of(new LargeCommunities.Value(4_200_000_000L, 0, 1))),
                new OnlyToCustomer(64512, true),
                new UnknownAttribute(0xC0, 23, Octets.of(new byte[300])),
                new UnknownAttribute(0xE0, 99, Octets.EMPTY)));
        if (!dialect.external()) {
            some.add(new LocalPref(4_000_000_000L));
            some.add(new OriginatorId(new IPv4Address(2)));
            some.add(new ClusterList(List.of(new IPv4Address(3), new IPv4Address(4))));
        }
        return Arbitraries.subsetOf(some);
    }

    private static Arbitrary<Nlri> nlri(IpFamily family, Dialect dialect) {
        Arbitrary<List<Prefix>> prefixes = prefixes(family).list().ofMaxSize(20);
        return dialect.send().addPath().contains(family)
                ? prefixes.flatMap(some ->
                        Arbitraries.integers().list().ofSize(some.size()).map(ids -> new Nlri(some, ids)))
                : prefixes.map(Nlri::new);
    }

    static Arbitrary<Prefix> prefixes(IpFamily family) {
        return Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofSize(family.bits() / 8),
                        Arbitraries.integers().between(0, family.bits()))
                .as((octets, length) -> Prefix.containing(Nlri.address(family, octets), length));
    }

    private static Arbitrary<AfiSafi> families() {
        return Combinators.combine(Arbitraries.integers().between(0, 65535), octet())
                .as(AfiSafi::new);
    }

    private static Arbitrary<Long> asns() {
        return Arbitraries.longs().between(1, 0xFFFF_FFFFL);
    }

    private static Arbitrary<Integer> octet() {
        return Arbitraries.integers().between(0, 255);
    }

    private static Arbitrary<Octets> octets(int most) {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(most).map(Octets::of);
    }
}
