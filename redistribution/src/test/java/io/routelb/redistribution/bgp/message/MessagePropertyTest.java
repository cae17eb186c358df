package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MessagePropertyTest {
    private static final Dialect DIALECT = new Dialect(true, false);

    @Provide
    Arbitrary<Samples.Sample> samples() {
        return Samples.samples();
    }

    @Property(tries = 500)
    void whatIsEncodedDecodesToTheSame(@ForAll("samples") Samples.Sample sample) throws BgpException {
        ByteBuffer octets = MessageCodec.encode(sample.message(), sample.dialect());
        MessageHeader header = MessageHeader.decode(octets, sample.dialect());
        assertEquals(octets.remaining(), header.bodyLength());
        assertEquals(sample.message(), MessageCodec.decode(header.type(), octets, sample.dialect()));
    }

    @Property(tries = 100)
    void aBodyCutAtAnyOctetIsReadOrRefused(@ForAll("samples") Samples.Sample sample) {
        ByteBuffer octets = MessageCodec.encode(sample.message(), sample.dialect());
        for (int end = MessageHeader.LENGTH; end < octets.limit(); end++) {
            if (sample.message().type().allowsLength(end)) { // Else the header is refused before the body is looked at.
                ByteBuffer body = octets.slice(MessageHeader.LENGTH, end - MessageHeader.LENGTH);
                Reading.check(sample.message().type(), body, sample.dialect());
            }
        }
    }

    /** Among the octets are all lengths: each is once too small, too large, as small and as large as can be. */
    @Property(tries = 40)
    void aBodyWithAnyOctetChangedIsReadOrRefused(@ForAll("samples") Samples.Sample sample) {
        ByteBuffer octets = MessageCodec.encode(sample.message(), sample.dialect());
        for (int at = MessageHeader.LENGTH; at < octets.limit(); at++) {
            byte right = octets.get(at);
            for (int wrong : new int[] {right - 1, right + 1, 0, 255, right ^ 0x10, right ^ 0x80}) {
                octets.put(at, (byte) wrong);
                ByteBuffer body = octets.slice(MessageHeader.LENGTH, octets.limit() - MessageHeader.LENGTH);
                Reading.check(sample.message().type(), body, sample.dialect());
            }
            octets.put(at, right);
        }
    }

    @Property(tries = 100)
    void packingLosesNothingAndFillsEveryUpdateButTheLast(@ForAll("manyPrefixes") Set<Prefix> prefixes) {
        IpFamily family = prefixes.iterator().next().family();
        IPAddress nextHop = family == IpFamily.IPV4 ? new IPv4Address(0xC0000201) : new IPv6Address(new byte[16]);
        Set<Prefix> left = new LinkedHashSet<>(prefixes);
        Set<Prefix> packed = new LinkedHashSet<>();
        while (!left.isEmpty()) {
            Update update = Packing.announce(nextHop, List.of(Origin.IGP, AsPath.EMPTY), left.iterator(), DIALECT);
            packed.addAll(update.allAnnounced());
            int length = MessageCodec.encode(update, DIALECT).remaining();
            int slack = MessageHeader.MAX_LENGTH - length;
            assertTrue(left.isEmpty() || (slack >= 0 && slack <= family.bits() / 8), "slack " + slack);
        }
        assertEquals(prefixes, packed);
    }

    /** A path may have grown on its way until no prefix fits beside it. */
    @Property(tries = 50)
    void attributesFitOrLeaveNoRoomForAPrefix(@ForAll @IntRange(min = 4000, max = 4100) int size) {
        List<PathAttribute> attributes = List.of(new UnknownAttribute(0xC0, 99, Octets.of(new byte[size])));
        IPAddress hop = new IPv4Address(1);
        Set<Prefix> one = new LinkedHashSet<>(Set.of(Prefix.of("192.0.2.1/32")));
        int needed = 23 + 4 + size + 7 + 5;
        assertEquals(
                needed <= MessageHeader.MAX_LENGTH,
                UpdatePacker.fits(IpFamily.IPV4, hop, SharedAttributes.of(attributes), DIALECT));
        if (needed <= MessageHeader.MAX_LENGTH) {
            Update update = Packing.announce(hop, attributes, one.iterator(), DIALECT);
            assertEquals(needed, MessageCodec.encode(update, DIALECT).remaining());
        } else {
            assertThrows(
                    IllegalArgumentException.class, () -> Packing.announce(hop, attributes, one.iterator(), DIALECT));
        }
    }

    @Provide
    Arbitrary<Set<Prefix>> manyPrefixes() {
        return Arbitraries.of(IpFamily.values())
                .flatMap(family -> Samples.prefixes(family).set().ofMinSize(1).ofMaxSize(1500));
    }
}
