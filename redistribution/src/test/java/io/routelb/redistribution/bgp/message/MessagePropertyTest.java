package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MessagePropertyTest {
    private static final Dialect DIALECT = new Dialect(true, false);

    @Property(tries = 500)
    void whatIsEncodedDecodesToTheSame(@ForAll("messages") Message message) throws BgpException {
        ByteBuffer octets = MessageCodec.encode(message, DIALECT);
        MessageHeader header = MessageHeader.decode(octets, DIALECT);
        assertEquals(octets.remaining(), header.bodyLength());
        assertEquals(message, MessageCodec.decode(header.type(), octets, DIALECT));
    }

    /** A body cut anywhere is a message or a BgpException, never anything else. */
    @Property(tries = 100)
    void aBodyCutAtAnyOctetNeverCrashes(@ForAll("messages") Message message) {
        ByteBuffer octets = MessageCodec.encode(message, DIALECT);
        for (int end = MessageHeader.LENGTH; end < octets.limit(); end++) {
            if (!message.type().allowsLength(end)) {
                continue; // The header is refused before the body is looked at.
            }
            decodes(message.type(), octets.slice(MessageHeader.LENGTH, end - MessageHeader.LENGTH));
        }
    }

    @Property(tries = 300)
    void aDamagedBodyNeverCrashes(@ForAll("messages") Message message, @ForAll int at, @ForAll byte damage) {
        ByteBuffer octets = MessageCodec.encode(message, DIALECT);
        int length = octets.limit() - MessageHeader.LENGTH;
        if (length > 0) {
            octets.put(MessageHeader.LENGTH + Math.floorMod(at, length), damage);
        }
        decodes(message.type(), octets.slice(MessageHeader.LENGTH, length));
    }

    private static boolean decodes(MessageType type, ByteBuffer body) {
        try {
            return MessageCodec.decode(type, body, DIALECT).type() == type;
        } catch (BgpException e) {
            assertEquals(BgpException.Scope.SESSION_RESET, e.scope());
            return false;
        }
    }

    @Property(tries = 100)
    void packingLosesNothingAndFillsEveryUpdateButTheLast(@ForAll("manyPrefixes") Set<Prefix> prefixes) {
        IpFamily family = prefixes.iterator().next().family();
        IPAddress nextHop = family == IpFamily.IPV4 ? new IPv4Address(0xC0000201) : new IPv6Address(new byte[16]);
        Set<Prefix> left = new LinkedHashSet<>(prefixes);
        Set<Prefix> packed = new LinkedHashSet<>();
        while (!left.isEmpty()) {
            Update update = UpdatePacker.announce(nextHop, List.of(Origin.IGP, AsPath.EMPTY), left.iterator(), DIALECT);
            packed.addAll(update.allAnnounced());
            int length = MessageCodec.encode(update, DIALECT).remaining();
            int slack = MessageHeader.MAX_LENGTH - length;
            assertTrue(left.isEmpty() || (slack >= 0 && slack <= family.bits() / 8), "slack " + slack);
        }
        assertEquals(prefixes, packed);
    }

    @Provide
    Arbitrary<Set<Prefix>> manyPrefixes() {
        return Arbitraries.of(IpFamily.values())
                .flatMap(family -> prefixes(family).set().ofMinSize(1).ofMaxSize(1500));
    }

    @Provide
    Arbitrary<Message> messages() {
        return Arbitraries.oneOf(List.of(
                opens().map(Message.class::cast),
                updates().map(Message.class::cast),
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
                asns().map(asn -> (Capability) new Capability.FourOctetAs(asn)),
                Combinators.combine(octet(), families(), octet()).as((time, f, flags) -> (Capability)
                        new Capability.GracefulRestart(8, time, List.of(new Capability.GracefulFamily(f, flags)))),
                Combinators.combine(octet(), families(), octet())
                        .as((time, f, flags) -> (Capability) new Capability.LongLivedGracefulRestart(
                                List.of(new Capability.LongLivedFamily(f, flags, time)))),
                octets(60).map(value -> (Capability) new Capability.Unknown(77, value))));
    }

    private static Arbitrary<Update> updates() {
        Arbitrary<List<PathAttribute>> optional = Arbitraries.subsetOf(
                        new MultiExitDisc(7),
                        new LocalPref(4_000_000_000L),
                        new AtomicAggregate(),
                        new Communities(List.of(65_536, -1)),
                        new Aggregator(4_200_000_000L, new IPv4Address(1), true),
                        new OriginatorId(new IPv4Address(2)),
                        new ClusterList(List.of(new IPv4Address(3), new IPv4Address(4))),
                        new LargeCommunities(List.of(new LargeCommunities.Value(4_200_000_000L, 0, 1))),
                        new ExtendedCommunities(List.of(ExtendedCommunities.linkBandwidth(64512, 1e9f))),
                        new OnlyToCustomer(64512),
                        new UnknownAttribute(0xC0, 23, Octets.of(new byte[300])),
                        new UnknownAttribute(0xE0, 99, Octets.EMPTY))
                .map(ArrayList::new);
        return Combinators.combine(
                        prefixes(IpFamily.IPV4).list().ofMaxSize(20),
                        prefixes(IpFamily.IPV4).list().ofMaxSize(20),
                        prefixes(IpFamily.IPV6).list().ofMaxSize(20),
                        prefixes(IpFamily.IPV6).list().ofMaxSize(20),
                        asns().list().ofMinSize(1).ofMaxSize(9),
                        optional)
                .as((gone, here, gone6, here6, path, more) -> {
                    List<PathAttribute> all = new ArrayList<>();
                    all.add(new MpReach(IpFamily.IPV6, List.of(new IPv6Address(new byte[16])), here6));
                    all.add(new Origin(1));
                    all.add(AsPath.sequence(path));
                    all.add(new NextHop(new IPv4Address(1)));
                    all.add(new MpUnreach(IpFamily.IPV6, gone6));
                    all.addAll(more);
                    return new Update(gone, all, here);
                });
    }

    private static Arbitrary<Prefix> prefixes(IpFamily family) {
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
