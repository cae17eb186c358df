package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The messages, as far as their form is known, behind reports of 2022 to 2025 that one UPDATE or OPEN took down sessions or whole
 * daemons of others. None may cost more than RFC 7606 says: {@code kept}, {@code withdrawn}, {@code ignored} or the NOTIFICATION.
 */
class PublishedFaultsTest {
    private static final String GOOD = "40010100 40020602010000fc00 400304c0000201";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static String outcome(MessageType type, byte[] body) {
        try {
            Message message = MessageCodec.decode(type, ByteBuffer.wrap(body), Dialect.INITIAL);
            if (!(message instanceof Update update)) {
                return "kept";
            }
            if (!update.allAnnounced().isEmpty()) {
                return "kept";
            }
            return !update.disabled().isEmpty()
                    ? "disabled"
                    : update.allWithdrawn().isEmpty() ? "ignored" : "withdrawn";
        } catch (BgpException e) {
            return e.notification().code() + "/" + e.notification().subcode();
        }
    }

    /** After the three mandatory attributes, with one prefix in the message's own field. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(textBlock = """
            unknown attribute of no length,                          c0ff00,                      kept
            unknown attribute of 0 in extended length,               d0ff0000,                    kept
            unknown attribute longer than the rest,                  c0ff10 00,                   withdrawn
            unknown attribute with an extended length beyond all,    d0ffffff 00,                 withdrawn
            unknown attribute cut off after its flags,               c0,                          withdrawn
            unknown attribute cut off in its extended length,        d0ff00,                      withdrawn
            entropy label capability (28) of 1 octet,                c01c01 ff,                   kept
            tunnel encapsulation (23) with a sub-TLV beyond the end, c01708 0008 0004 01ff 0000,  kept
            tunnel encapsulation (23) of no length,                  c01700,                      kept
            prefix-SID (40) with a TLV beyond the end,               c02804 01ffff00,             kept
            prefix-SID (40) with an empty sub-TLV,                   c0280a 05 0007 00 0100 0000 0000, kept
            prefix-SID (40) of 1 octet,                              c02801 05,                   kept
            AIGP (26) of 3 octets,                                   801a03 010003,               kept
            ATTR_SET (128) holding rubbish,                          c08006 0000fc00 4001,        kept
            BGPsec path (33) of 2 octets,                            802102 0000,                 kept
            the attribute for tests (255) with Partial,              e0ff02 0000,                 kept
            OTC of 0 octets,                                         c02300,                      withdrawn
            OTC of 2 octets,                                         c02302 fc00,                 withdrawn
            OTC of 8 octets,                                         c02308 0000fc00 0000fc00,    withdrawn
            AS4_PATH of no length from a 4-octet peer,               c01100,                      kept
            AS4_PATH of rubbish from a 4-octet peer,                 c01103 ff00ff,               kept
            large communities of 4 octets,                           c02004 0000fc00,             withdrawn
            FlowSpec reach without next hop,                         800e09 000185 00 00 03 01 18 c0, kept
            FlowSpec reach that ends after the family,               800e03 000185,               kept
            FlowSpec reach with an NLRI length beyond the end,       800e07 000185 00 00 ffff,    kept
            FlowSpec unreach of rubbish,                             800f05 000185 f0ff,          kept
            EVPN reach of rubbish,                                   800e08 001946 04 00000000,   kept
            IPv6 End-of-RIB beside routes,                           800f03 000201,               kept
            MP_REACH of 2 octets,                                    800e02 0002,                 3/9
            MP_UNREACH of no length,                                 800f00,                      3/9
            MP_REACH of IPv6 cut off,                                800eff 000201 10 2001,       disabled
            MP_UNREACH of IPv6 cut off in its prefixes,              900f0100 000201 20 2001,     disabled
            MP_UNREACH cut off before its family,                    800f05 0002,                 3/9
            MP_REACH of FlowSpec cut off,                            800eff 000185 00,            withdrawn
            MP_REACH of FlowSpec with the Transitive bit,            c00e05 000185 00 00,         kept
            MP_REACH of IPv6 with the Transitive bit,                c00e05 000201 00 00,         kept
            a second MP_REACH that is cut off,                       800e05 000185 00 00 800eff,  3/1
            tunnel encapsulation (23) cut off,                       c017ff 0008 0004,            withdrawn
            prefix-SID (40) cut off in an extended length,           d028 0400 0100,              withdrawn
            AS4_PATH cut off from a 4-octet peer,                    c01106 0201,                 withdrawn
            IPv6 extended communities (25) of 3 octets,              c01903 000000,               kept
            PMSI tunnel (22) of 1 octet,                             c01601 00,                   kept
            traffic engineering (24) of 1 octet,                     801801 00,                   kept
            BGP-LS (29) with a TLV beyond the end,                   801d04 0400ffff,             kept
            ATOMIC_AGGREGATE with the Optional bit,                  c00600,                      withdrawn
            AGGREGATOR of AS 0,                                      c00708 00000000 0a000001,    kept
            AS_TRANS as the aggregator,                              c00708 00005ba0 0a000001,    kept
            """)
    void anAttributeCostsNoMoreThanItsRoute(String what, String attribute, String outcome) {
        byte[] attributes = bytes(GOOD + attribute);
        byte[] body = bytes("0000 %04x %s 18c63364"
                .formatted(attributes.length, HexFormat.of().formatHex(attributes)));
        assertEquals(outcome, outcome(MessageType.UPDATE, body));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(textBlock = """
            routes without any attribute,                   0000 0000 18c63364,                                  withdrawn
            routes with an unknown attribute only,          0000 0003 c0ff00 18c63364,                           withdrawn
            ORIGIN of no length, 0000 0013 400100 40020602010000fc00 400304c0000201 18c63364, withdrawn
            ORIGIN of 255,                                  0000 0014 400101ff 40020602010000fc00 400304c0000201 18c63364, withdrawn
            AS_PATH of one set without numbers,             0000 0010 40010100 4002020100 400304c0000201 18c63364, withdrawn
            End-of-RIB with a broken attribute,             0000 0007 800f03000201 c0,                           3/1
            only an MP_UNREACH that is cut off,             0000 0008 800f20 000201 2020,                        disabled
            only an MP_REACH that is cut off,               0000 0008 800e20 000201 1020,                        disabled
            only an MP_REACH without routes,                0000 0018 800e15 000201 10 20010db8000000000000000000000001 00, ignored
            an MP_REACH without routes and a bad ORIGIN,    0000 001c 800e15 000201 10 20010db8000000000000000000000001 00 40010103, 3/6
            a FlowSpec MP_REACH and a bad ORIGIN,           0000 000c 800e05 000185 00 00 40010103,              ignored
            a withdrawal and a bad ORIGIN,                  0004 18c63364 0004 40010103,                         3/6
            a path of AS 23456,                             0000 0014 40010100 40020602 0100005ba0 400304c0000201 18c63364, kept
            a path of AS 0,                                 0000 0014 40010100 40020602 0100000000 400304c0000201 18c63364, withdrawn
            End-of-RIB of a family nobody negotiated,       0000 0006 800f03000185,                              ignored
            FlowSpec reach alone,                           0000 000a 800e070001850000ffff,                    ignored
            attribute length 0 before an NLRI length of 0,  0000 0000 00,                                        withdrawn
            NLRI of 255 bits,                               0000 0000 ff00,                                      3/10
            withdrawn length of 65535,                      ffff 0000,                                           3/1
            attribute length of 65535,                      0000 ffff,                                           3/1
            both lengths overlap,                           0003 0000 00,                                        3/1
            """)
    void anUpdateCostsNoMoreThanRfc7606Says(String what, String body, String outcome) {
        assertEquals(outcome, outcome(MessageType.UPDATE, bytes(body)));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(textBlock = """
            extended parameters cut off after the marker,      04fc00005a0a000001 ff ff,            2/0
            extended parameters with half a length,            04fc00005a0a000001 ff ff 00,         2/0
            extended parameters longer than the message,       04fc00005a0a000001 ff ff 0010 02,    2/0
            extended parameter with half a length,             04fc00005a0a000001 ff ff 0002 02 00, 2/0
            a parameter without a length,                      04fc00005a0a000001 01 02,            2/0
            a capability without a length,                     04fc00005a0a000001 03 02 01 41,      2/0
            graceful restart of 1 octet is ignored,            04fc00005a0a000001 05 02 03 40 01 00, kept
            FQDN with a host beyond the end is ignored,        04fc00005a0a000001 06 02 04 49 02 ff 61, kept
            add-path of 3 octets is ignored,                   04fc00005a0a000001 07 02 05 45 03 000101, kept
            4-octet AS of 3 octets,                            04fc00005a0a000001 07 02 05 41 03 000000, 2/0
            """)
    void anOpenIsReadOrRefused(String what, String body, String outcome) {
        assertEquals(outcome, outcome(MessageType.OPEN, bytes(body)));
    }

    @Test
    void a2OctetPeersCorruptAs4PathIsDroppedAndTheRouteStays() throws BgpException {
        for (String as4 :
                List.of("c01100", "c01101 02", "c01102 0200", "c01106 0202 00011170", "c01106 0001 00011170")) {
            byte[] attributes = bytes("40010100 400204 0201 fc00 400304c0000201" + as4);
            byte[] body = bytes("0000 %04x %s 18c63364"
                    .formatted(attributes.length, HexFormat.of().formatHex(attributes)));
            Update update =
                    (Update) MessageCodec.decode(MessageType.UPDATE, ByteBuffer.wrap(body), new Dialect(false, true));
            assertEquals(1, update.allAnnounced().size(), as4);
            assertEquals(AsPath.sequence(List.of(64512L)), update.attributes().get(1), as4);
        }
    }

    /** A message of nothing but attributes costs what its octets are worth, in time and in what is said about it. */
    @Test
    void aStormOfAttributesIsOneFaultAfterTheOtherUpToALimit() throws BgpException {
        Dialect.Direction extended = new Dialect.Direction(Set.of(), true);
        Dialect dialect = new Dialect(true, true, false, extended, extended);
        ByteBuffer body = ByteBuffer.allocate(60_004).putShort((short) 0).putShort((short) 60_000);
        while (body.hasRemaining()) {
            body.put((byte) 0xC0).put((byte) 99).put((byte) 0);
        }
        Update update = (Update) MessageCodec.decode(MessageType.UPDATE, body.flip(), dialect);
        assertEquals(1, update.attributes().size());
        assertEquals(16, update.faults().size());
    }

    @Test
    void aPathOfAThousandSetsIsReadAndCounted() throws BgpException {
        ByteBuffer value = ByteBuffer.allocate(6 * 680);
        while (value.hasRemaining()) {
            value.put((byte) 1).put((byte) 1).putInt(64512);
        }
        AsPath path = (AsPath) AsPath.decode(value.flip(), Dialect.INITIAL);
        assertEquals(680, path.length());
        assertEquals(680, path.count(64512));
    }

    /** RFC 8654 section 4: what came in a long message must not leave in one towards a peer that takes short ones. */
    @Test
    void aNotificationAboutALongAttributeIsCutToWhatThePeerTakes() {
        byte[] attribute = new byte[60_000];
        attribute[0] = 0x50;
        attribute[1] = 99;
        ByteBuffer.wrap(attribute).putShort(2, (short) (attribute.length - 4));
        ByteBuffer body = ByteBuffer.allocate(attribute.length + 4)
                .putShort((short) 0)
                .putShort((short) attribute.length)
                .put(attribute)
                .flip();
        BgpException e =
                assertThrows(BgpException.class, () -> MessageCodec.decode(MessageType.UPDATE, body, Dialect.INITIAL));
        assertEquals(2, e.notification().subcode());
        assertEquals(
                4096, MessageCodec.encode(e.notification(), Dialect.INITIAL).remaining());
    }
}
