package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was negotiated changes how the same octets read. */
class DialectTest {
    private static final String MARKER = "ff".repeat(16);
    private static final Dialect EXTERNAL = new Dialect(true, true);

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void pathIdentifiersStandBeforeThePrefixesOfTheirFamilyOnly() throws BgpException {
        Dialect.Direction ipv6 = new Dialect.Direction(Set.of(IpFamily.IPV6), false);
        Dialect dialect = new Dialect(true, true, false, ipv6, ipv6);
        Nlri identified = new Nlri(List.of(Prefix.of("2001:db8::/32"), Prefix.of("2001:db8::/32")), List.of(1, -1));
        Update update = new Update(
                new Nlri(List.of(Prefix.of("10.0.0.0/8"))),
                List.of(new MpUnreach(IpFamily.IPV6, identified)),
                Nlri.NONE);
        ByteBuffer out = MessageCodec.encode(update, dialect);
        String expected = "0002 080a" // withdrawn: no identifier
                + "0018 800f15 000201" // MP_UNREACH, IPv6 unicast
                + "00000001 20 20010db8"
                + "ffffffff 20 20010db8";
        assertEquals(ByteBuffer.wrap(bytes(expected)), out.slice(19, out.limit() - 19));
        assertEquals(update, MessageCodec.decode(MessageType.UPDATE, out.position(19), dialect));
    }

    @Test
    void ipv4PrefixesTakeIpv6NextHopsWhereThatWasNegotiatedOnly() throws BgpException {
        Dialect dialect = new Dialect(true, true, true, Dialect.Direction.PLAIN, Dialect.Direction.PLAIN);
        Update update = Packing.announce(
                IpFamily.IPV4,
                Addresses.of("2001:db8::11"),
                List.of(Origin.IGP, AsPath.sequence(List.of(64512L))),
                new ArrayList<>(List.of(Prefix.of("10.0.0.0/8"))).iterator(),
                dialect);
        ByteBuffer out = MessageCodec.encode(update, dialect);
        String expected = "0000 0027 800e17 000101"
                + "10 20010db8000000000000000000000011"
                + "00 080a"
                + "400101 00 40020602010000fc00";
        assertEquals(ByteBuffer.wrap(bytes(expected)), out.slice(19, out.limit() - 19));
        assertEquals(update, MessageCodec.decode(MessageType.UPDATE, out.slice(19, out.limit() - 19), dialect));
        Update plain = (Update) MessageCodec.decode(MessageType.UPDATE, out.slice(19, out.limit() - 19), EXTERNAL);
        assertEquals(Set.of(IpFamily.IPV4), plain.disabled());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            UPDATE,        02, 1001, ok
            NOTIFICATION,  03, ffff, ok
            OPEN,          01, 1001, 1/2
            OPEN,          01, 1000, ok
            KEEPALIVE,     04, 1001, 1/2
            """)
    void extendedMessagesAreLongerButForOpenAndKeepalive(String what, String type, String length, String expected) {
        Dialect.Direction extended = new Dialect.Direction(Set.of(), true);
        Dialect dialect = new Dialect(true, true, false, extended, extended);
        ByteBuffer in = ByteBuffer.wrap(bytes(MARKER + length + type));
        if (expected.equals("ok")) {
            assertDoesNotThrow(() -> MessageHeader.decode(in, dialect), what);
        } else {
            BgpException e = assertThrows(BgpException.class, () -> MessageHeader.decode(in, dialect), what);
            assertEquals(
                    expected, e.notification().code() + "/" + e.notification().subcode());
        }
    }

    @Test
    void twoOctetPeersSeeAsTransAndThePathInAs4PathOnTheWireOnly() throws BgpException {
        Dialect old = new Dialect(false, true);
        AsPath path = AsPath.sequence(List.of(4_200_000_000L));
        Update update = new Update(
                List.of(),
                List.of(Origin.IGP, path, new NextHop(Addresses.of("192.0.2.1").toIPv4())),
                List.of(Prefix.of("10.0.0.0/8")));
        ByteBuffer octets = MessageCodec.encode(update, old);
        String expected = "0000 001b 400101 00"
                + "400204 0201 5ba0" // AS_PATH: AS_TRANS
                + "400304 c0000201"
                + "c01106 0201 fa56ea00" // AS4_PATH
                + "080a";
        assertEquals(ByteBuffer.wrap(bytes(expected)), octets.slice(19, octets.limit() - 19));
        MessageHeader header = MessageHeader.decode(octets, old);
        assertEquals(update, MessageCodec.decode(header.type(), octets, old));
    }
}
