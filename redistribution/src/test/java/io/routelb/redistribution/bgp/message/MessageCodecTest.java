package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageCodecTest {
    private static final String MARKER = "ffffffffffffffffffffffffffffffff";
    private static final Dialect EXTERNAL = new Dialect(true, true);

    private static Message decode(String hex) throws BgpException {
        ByteBuffer in = ByteBuffer.wrap(bytes(hex));
        MessageHeader header = MessageHeader.decode(in, EXTERNAL);
        assertEquals(header.bodyLength(), in.remaining(), "the example's own length");
        return MessageCodec.decode(header.type(), in, EXTERNAL);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    private static String hex(Message message) {
        ByteBuffer out = MessageCodec.encode(message, EXTERNAL);
        byte[] octets = new byte[out.remaining()];
        out.get(octets);
        return HexFormat.of().formatHex(octets);
    }

    @Test
    void anOpenWithOneParameterHoldingAllCapabilitiesReadsAsBirdSendsIt() throws BgpException {
        Open open = (Open) decode(MARKER
                + "003b 01" // 59 octets, OPEN
                + "04 fc00 00f0 0a000001" // version 4, AS 64512, hold 240 s, 10.0.0.1
                + "1e 02 1c" // 30 octets of parameters: one of capabilities, 28 octets
                + "0104 00010001" // IPv4 unicast
                + "0104 00020001" // IPv6 unicast
                + "0200" // route refresh
                + "4002 0078" // graceful restart, 120 s, no families
                + "4104 0000fc00" // 4-octet AS 64512
                + "4600" // enhanced refresh
                + "4700"); // long-lived graceful restart, no families
        assertEquals(64512, open.asn());
        assertEquals(240, open.holdSeconds());
        assertEquals(Addresses.of("10.0.0.1"), open.routerId());
        assertEquals(Set.of(AfiSafi.IPV4_UNICAST, AfiSafi.IPV6_UNICAST), open.families());
        assertTrue(open.capabilities().contains(new Capability.GracefulRestart(0, 120, List.of())));
        assertTrue(open.capabilities().contains(new Capability.LongLivedGracefulRestart(List.of())));
        assertTrue(open.capabilities().contains(new Capability.EnhancedRefresh()));
    }

    @Test
    void anOpenWithOneParameterForEachCapabilityReadsAsFrrSendsIt() throws BgpException {
        Open open = (Open) decode(MARKER
                + "0035 01"
                + "04 5ba0 00b4 0a000002" // AS_TRANS
                + "18" // 24 octets of parameters
                + "0206 0104 00010001"
                + "0202 0200"
                + "0202 4600"
                + "0206 4104 fffffff0");
        assertEquals(4294967280L, open.asn());
        assertEquals(Set.of(AfiSafi.IPV4_UNICAST), open.families());
    }

    @Test
    void everyCapabilityWeKnowReadsAsItsRfcHasIt() throws BgpException {
        Open open = (Open) decode(MARKER
                + "005d 01 04 fc00 005a 0a000001"
                + "40 02 3e" // 64 octets of parameters: one of capabilities
                + "0506 000100010002" // extended next hop: IPv4 unicast over IPv6
                + "0600" // extended messages
                + "0901 03" // role: customer
                + "4006 c078 00010180" // graceful restart: restarted, notification, 120 s, IPv4 unicast forwarding
                + "4508 00010103 00020101" // add-path: IPv4 both, IPv6 receive
                + "4600" // enhanced refresh
                + "4707 00010180 000e10" // long-lived: IPv4 unicast forwarding, 3600 s
                + "4909 04 6e6f6465 03 6c6162" // FQDN: node, lab
                + "4b03 02 7631" // software version, ignored
                + "0902 0304"); // role of 2 octets, ignored
        assertEquals(
                List.of(
                        new Capability.ExtendedNextHop(List.of(Capability.NextHopFamily.IPV4_OVER_IPV6)),
                        new Capability.ExtendedMessage(),
                        new Capability.Role(3),
                        new Capability.GracefulRestart(
                                Capability.RESTARTED | Capability.NOTIFICATION,
                                120,
                                List.of(new Capability.GracefulFamily(AfiSafi.IPV4_UNICAST, Capability.FORWARDING))),
                        new Capability.AddPath(List.of(
                                new Capability.AddPathFamily(AfiSafi.IPV4_UNICAST, true, true),
                                new Capability.AddPathFamily(AfiSafi.IPV6_UNICAST, false, true))),
                        new Capability.EnhancedRefresh(),
                        new Capability.LongLivedGracefulRestart(List.of(
                                new Capability.LongLivedFamily(AfiSafi.IPV4_UNICAST, Capability.FORWARDING, 3600))),
                        new Capability.Fqdn(octets("node"), octets("lab")),
                        new Capability.Unknown(75, Octets.of(bytes("027631"))),
                        new Capability.Unknown(9, Octets.of(bytes("0304")))),
                open.capabilities());
        assertEquals(
                "node.lab", open.capabilities(Capability.Fqdn.class).getFirst().name());
        assertTrue(open.offers(Capability.ExtendedMessage.class));
        assertEquals(open, decode(hex(open)));
    }

    private static Octets octets(String ascii) {
        return Octets.of(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void anOpenInTheExtendedLayoutOfRfc9072IsRead() throws BgpException {
        Open open = (Open) decode(MARKER
                + "002f 01"
                + "04 fc00 005a 0a000001"
                + "ff ff 000f" // extended, 15 octets
                + "02 000c" // capabilities, 2-octet length
                + "0104 00020001"
                + "4104 0000fc00");
        assertEquals(Set.of(AfiSafi.IPV6_UNICAST), open.families());
    }

    @Test
    void anOpenWithMoreCapabilitiesThanFitGoesOutInTheExtendedLayoutAndComesBack() throws BgpException {
        List<Capability> many = List.of(
                new Capability.Unknown(200, Octets.of(new byte[200])),
                new Capability.Unknown(201, Octets.of(new byte[200])));
        Open open = new Open(64512, 90, Addresses.of("10.0.0.1").toIPv4(), many);
        assertEquals(open, decode(hex(open)));
    }

    @Test
    void anIpv4AnnouncementIsEncodedAsRfc4271HasIt() {
        Update update = Packing.announce(
                Addresses.of("192.0.2.11"),
                List.of(Origin.IGP, AsPath.sequence(List.of(64512L))),
                new ArrayList<>(List.of(Prefix.of("198.51.100.10/32"))).iterator(),
                EXTERNAL);
        assertEquals(
                (MARKER
                                + "0030 02" // 48 octets, UPDATE
                                + "0000" // nothing withdrawn
                                + "0014" // 20 octets of attributes
                                + "400101 00" // ORIGIN IGP
                                + "400206 02 01 0000fc00" // AS_PATH: sequence of one
                                + "400304 c000020b" // NEXT_HOP
                                + "20 c633640a")
                        .replace(" ", ""),
                hex(update));
    }

    @Test
    void anIpv6AnnouncementCarriesItsNextHopInMpReachWhichComesFirst() {
        Update update = Packing.announce(
                Addresses.of("2001:db8::11"),
                List.of(Origin.IGP),
                new ArrayList<>(List.of(Prefix.of("2001:db8:1::/48"))).iterator(),
                EXTERNAL);
        assertEquals(
                (MARKER
                                + "003a 02 0000 0023"
                                + "800e1c 000201 10 20010db8000000000000000000000011 00 30 20010db80001"
                                + "400101 00")
                        .replace(" ", ""),
                hex(update));
    }

    /** RFC 4271 section 4.3: the length takes a second octet when it has to. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            0,    c06300
            255,  c063ff
            256,  d0630100
            4000, d0630fa0
            """)
    void anAttributesLengthTakesTwoOctetsWhereOneIsTooFew(int size, String header) throws BgpException {
        Update update =
                new Update(Nlri.NONE, List.of(new UnknownAttribute(0xC0, 99, Octets.of(new byte[size]))), Nlri.NONE);
        String octets = hex(update);
        assertEquals(header, octets.substring(2 * 23, 2 * 23 + header.length()));
        assertEquals(update, decode(octets));
    }

    @Test
    void endOfRibIsAnEmptyUpdateForIpv4AndAnEmptyMpUnreachForIpv6() throws BgpException {
        assertEquals(MARKER + "00170200000000", hex(Update.endOfRib(IpFamily.IPV4)));
        assertEquals(MARKER + "001d0200000006800f03000201", hex(Update.endOfRib(IpFamily.IPV6)));
        for (IpFamily family : IpFamily.values()) {
            assertEquals(
                    family,
                    ((Update) decode(hex(Update.endOfRib(family)))).endOfRib().orElseThrow());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            marker not all ones,               fffffffffffffffffffffffffffffffe 0013 04, 1, 1
            length below the header,           ffffffffffffffffffffffffffffffff 0012 04, 1, 2
            length above 4096,                 ffffffffffffffffffffffffffffffff 1001 02, 1, 2
            KEEPALIVE with a body,             ffffffffffffffffffffffffffffffff 0014 04, 1, 2
            OPEN too short,                    ffffffffffffffffffffffffffffffff 001c 01, 1, 2
            type 0,                            ffffffffffffffffffffffffffffffff 0013 00, 1, 3
            type 6,                            ffffffffffffffffffffffffffffffff 0013 06, 1, 3
            """)
    void aHeaderIsRefusedBeforeItsBodyIsWaitedFor(String what, String hex, int code, int subcode) {
        BgpException e = assertThrows(
                BgpException.class, () -> MessageHeader.decode(ByteBuffer.wrap(bytes(hex)), EXTERNAL), what);
        assertEquals(code, e.notification().code());
        assertEquals(subcode, e.notification().subcode());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            version 3,                     001d 01 03 fc00 005a 0a000001 00,              2, 1
            unknown optional parameter,    0020 01 04 fc00 005a 0a000001 03 010100,       2, 4
            parameters beyond the message, 001d 01 04 fc00 005a 0a000001 05,              2, 0
            capability cut off,            0021 01 04 fc00 005a 0a000001 04 0202 4104,    2, 0
            multiprotocol of 3 octets,     0024 01 04 fc00 005a 0a000001 07 0205 0103000100, 2, 0
            withdrawn beyond the message,  0017 02 0005 0000,                             3, 1
            attributes beyond the message, 0017 02 0000 0005,                             3, 1
            IPv4 prefix of 33 bits,        001d 02 0006 21 c633640a 00 0000,              3, 10
            prefix cut off,                0019 02 0002 20c6 0000,                        3, 10
            MP_REACH without a family,     001c 02 0000 0005 800e02 0002,                 3, 9
            ROUTE-REFRESH with more,       0018 05 00010001 00,                           7, 1
            MP_UNREACH twice,              0023 02 0000 000c 800f03000201 800f03000201,   3, 1
            unknown well-known attribute,  001b 02 0000 0004 40630100,                    3, 2
            """)
    void whatCannotBeSurvivedEndsTheSessionWithTheRightCode(String what, String hex, int code, int subcode) {
        BgpException e = assertThrows(BgpException.class, () -> decode(MARKER + hex), what);
        assertEquals(BgpException.Scope.SESSION_RESET, e.scope());
        assertEquals(code, e.notification().code(), e.sentence());
        assertEquals(subcode, e.notification().subcode(), e.sentence());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            ORIGIN 3,              400101 03 40020602010000fc00 400304c000020b
            ORIGIN of 2 octets,    400102 0000 40020602010000fc00 400304c000020b
            ORIGIN optional,       c00101 00 40020602010000fc00 400304c000020b
            ORIGIN missing,        40020602010000fc00 400304c000020b
            AS_PATH of kind 7,     400101 00 40020607010000fc00 400304c000020b
            AS_PATH empty segment, 400101 00 4002020200 400304c000020b
            NEXT_HOP missing,      400101 00 40020602010000fc00
            NEXT_HOP of 5 octets,  400101 00 40020602010000fc00 400305c000020b00
            communities of 3,      400101 00 40020602010000fc00 400304c000020b c00803000000
            MED of 3,              400101 00 40020602010000fc00 400304c000020b 800403000000
            attribute cut off,     400101 00 40020602010000fc00 400304c000020b c008ff
            """)
    void aRouteWithABadAttributeCountsAsWithdrawn(String what, String attributes) throws BgpException {
        Update update = update(attributes);
        assertEquals(List.of(Prefix.of("198.51.100.10/32")), update.allWithdrawn(), what);
        assertEquals(List.of(), update.allAnnounced(), what);
        assertEquals(1, update.faults().size(), what);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            LOCAL_PREF of 3 from another AS, 400101 00 40020602010000fc00 400304c000020b 400503000000
            ATOMIC_AGGREGATE of 1,           400101 00 40020602010000fc00 400304c000020b 40060100
            ORIGIN twice,                    400101 00 40020602010000fc00 400304c000020b 40010101
            """)
    void someAttributesAreDroppedAndTheRouteStays(String what, String attributes) throws BgpException {
        Update update = update(attributes);
        assertEquals(List.of(Prefix.of("198.51.100.10/32")), update.allAnnounced(), what);
        assertEquals(
                List.of(Origin.IGP, AsPath.sequence(List.of(64512L))),
                update.attributes().subList(0, 2),
                what);
        assertEquals(3, update.attributes().size(), what);
        assertEquals(1, update.faults().size(), what);
    }

    private static Update update(String attributes) throws BgpException {
        byte[] octets = bytes(attributes);
        return (Update) decode(
                MARKER + "%04x02 0000 %04x %s 20c633640a".formatted(23 + octets.length + 5, octets.length, attributes));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            6 | 4 |                    | Cease/Administrative Reset (6/4)
            6 | 2 | 0768c3a46c6c6f0a   | Cease/Administrative Shutdown (6/2), saying "hällo?"
            2 | 2 |                    | OPEN Message Error/Bad Peer AS (2/2)
            4 | 0 |                    | Hold Timer Expired (4/0)
            6 | 99|                    | Cease (6/99)
            99| 1 |                    | Unknown Error (99/1)
            """)
    void notificationsAreTextForPeople(int code, int subcode, @Nullable String data, String expected) {
        Octets octets = data == null ? Octets.EMPTY : Octets.of(bytes(data));
        assertEquals(expected, new Notification(code, subcode, octets).describe());
    }

    /** RFC 4486 section 4. */
    @Test
    void tooManyPrefixesNameTheirFamilyAndTheLimit() {
        Notification tooMany = Notification.maximumPrefixes(AfiSafi.unicast(IpFamily.IPV6), 1000);
        assertEquals("000201" + "000003e8", tooMany.data().toString());
    }

    @Test
    void aShutdownSaysWhyInTheOctetsOfRfc9003() {
        ByteBuffer body =
                MessageCodec.encode(Notification.SHUTDOWN, Dialect.INITIAL).position(MessageHeader.LENGTH);
        byte[] words = "RouteLB stops on this node".getBytes(StandardCharsets.UTF_8);
        ByteBuffer expected = ByteBuffer.allocate(3 + words.length)
                .put((byte) Notification.CEASE)
                .put((byte) 2)
                .put((byte) words.length)
                .put(words)
                .flip();
        assertEquals(expected, body);
        String longest = "x".repeat(255);
        Octets data = Octets.of(("\u00ff" + longest).getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                "Cease/Administrative Shutdown (6/2), saying \"" + longest + "\"",
                new Notification(Notification.CEASE, 2, data).describe());
    }
}
