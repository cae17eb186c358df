package io.routelb.redistribution.bfd.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.SessionPassword;
import io.routelb.redistribution.bfd.packet.ControlPacket.Authentication;
import io.routelb.redistribution.bfd.packet.ControlPacket.Flags;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PacketCodecTest {
    /** What starts a session: Down, no diagnostic, once a second, multiplier 3. */
    private static final String DOWN = """
            20          version 1, diagnostic 0
            40          Down, no flags
            03 18       multiplier 3, 24 octets
            12345678    my discriminator
            00000000    yours is not known yet
            000F4240    desired min TX 1,000,000 us
            0000C350    required min RX 50,000 us
            00000000    no Echo
            """;

    private static final String POLL = """
            21          version 1, diagnostic 1: detection time expired
            EA          Up, P and C and D
            FF 18       multiplier 255, 24 octets
            FFFFFFFF    my discriminator
            80000001    yours
            FFFFFFFF    desired min TX, the longest there is
            00000001    required min RX 1 us
            00000064    required min Echo RX 100 us
            """;

    /** The hash was computed with another implementation of SHA1 over the 52 octets with "secret" in its place. */
    private static final String SIGNED = """
            20          version 1, diagnostic 0
            C4          Up, A
            03 34       multiplier 3, 52 octets
            00000001    my discriminator
            00000002    yours
            0000C350    desired min TX 50,000 us
            0000C350    required min RX 50,000 us
            00000000    no Echo
            05 1C       meticulous keyed SHA1, 28 octets
            07 00       key 7, reserved
            FFFFFFFE    sequence number
            """;

    private static final String HASH = "ac4119c590391cb59cf83a79162728c2ae509d57";

    private static final AuthKey KEY = new AuthKey(AuthType.METICULOUS_KEYED_SHA1, 7, new SessionPassword("secret"));

    private static ByteBuffer octets(String annotated) {
        StringBuilder hex = new StringBuilder();
        annotated.lines().forEach(line -> hex.append(line, 0, Math.min(line.length(), 12)));
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.toString().replace(" ", "")));
    }

    private static String hex(ByteBuffer octets) {
        byte[] bytes = new byte[octets.remaining()];
        octets.get(octets.position(), bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static ControlPacket down() {
        return new ControlPacket(
                Diagnostic.NONE,
                State.DOWN,
                Flags.NONE,
                3,
                0x12345678,
                0,
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                Duration.ZERO,
                Optional.empty());
    }

    private static ControlPacket poll() {
        return new ControlPacket(
                Diagnostic.DETECTION_TIME_EXPIRED,
                State.UP,
                new Flags(true, false, true, true),
                255,
                -1,
                0x80000001,
                Duration.ofNanos(0xFFFF_FFFFL * 1000),
                Duration.ofNanos(1000),
                Duration.ofNanos(100_000),
                Optional.empty());
    }

    private static ControlPacket signed() {
        return new ControlPacket(
                Diagnostic.NONE,
                State.UP,
                Flags.NONE,
                3,
                1,
                2,
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ZERO,
                Optional.of(new Authentication(AuthType.METICULOUS_KEYED_SHA1, 7, -2)));
    }

    private static ByteBuffer signedOctets() {
        return ByteBuffer.allocate(52)
                .put(octets(SIGNED))
                .put(HexFormat.of().parseHex(HASH))
                .rewind();
    }

    @Test
    void packetsGoOutInTheOctetsOfTheRfcAndComeBack() throws MalformedPacketException {
        assertEquals(hex(octets(DOWN)), hex(PacketCodec.encode(down(), Optional.empty())));
        assertEquals(down(), PacketCodec.decode(octets(DOWN)));
        assertEquals(hex(octets(POLL)), hex(PacketCodec.encode(poll(), Optional.empty())));
        assertEquals(poll(), PacketCodec.decode(octets(POLL)));
        assertEquals(hex(signedOctets()), hex(PacketCodec.encode(signed(), Optional.of(KEY))));
        assertEquals(signed(), PacketCodec.decode(signedOctets()));
        assertTrue(KEY.signed(signedOctets()));
    }

    @Test
    void aPacketCutAtAnyOctetIsDiscarded() {
        for (ByteBuffer whole : new ByteBuffer[] {octets(DOWN), octets(POLL), signedOctets()}) {
            for (int end = 0; end < whole.limit(); end++) {
                ByteBuffer cut = whole.slice(0, end);
                assertThrows(MalformedPacketException.class, () -> PacketCodec.decode(cut), "cut at " + end);
            }
        }
    }

    /** One octet of a good packet is changed: RFC 5880 section 6.8.6, check by check. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            version 0,                        DOWN,   0, 00, a version that is not 1
            version 2,                        DOWN,   0, 40, a version that is not 1
            shorter than a packet,            DOWN,   3, 17, a length too small for the packet
            shorter than with authentication, SIGNED, 3, 19, a length too small for the packet
            longer than the datagram,         DOWN,   3, 19, a length beyond the end of the datagram
            multiplier 0,                     DOWN,   2, 00, a detection multiplier of 0
            multipoint,                       DOWN,   1, 41, the multipoint bit is set
            no discriminator,                 LOW,    4, 00, a discriminator of 0
            Init to nobody,                   DOWN,   1, 80, Init or Up to nobody
            Up to nobody,                     DOWN,   1, C0, Init or Up to nobody
            a simple password,                SIGNED, 24, 01, authentication of type 1 is not spoken
            keyed MD5,                        SIGNED, 24, 02, authentication of type 2 is not spoken
            authentication of 27 octets,      SIGNED, 25, 1B, an authentication section of the wrong length
            a hash that ends early,           SIGNED, 3, 33, an authentication section of the wrong length
            the A bit and no section,         DOWN,   1, 44, a length too small for the packet
            """)
    void whatTheRfcDiscardsIsDiscarded(String what, String packet, int at, String octet, String sentence) {
        ByteBuffer octets = switch (packet) {
            case "DOWN" -> octets(DOWN);
            case "LOW" -> octets(DOWN.replace("12345678", "12000000"));
            default -> signedOctets();
        };
        octets.put(at, (byte) HexFormat.fromHexDigits(octet));
        MalformedPacketException e =
                assertThrows(MalformedPacketException.class, () -> PacketCodec.decode(octets), what);
        assertEquals(sentence, e.sentence());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            AdminDown to nobody is a packet,      1, 00
            a reserved diagnostic is a packet,    0, 3F
            the Echo interval may be anything,   20, FF
            """)
    void whatTheRfcAcceptsIsAccepted(String what, int at, String octet) throws MalformedPacketException {
        ByteBuffer octets = octets(DOWN);
        octets.put(at, (byte) HexFormat.fromHexDigits(octet));
        assertEquals(0x12345678, PacketCodec.decode(octets).myDiscriminator(), what);
    }

    @Test
    void octetsBehindAPacketAreNotPartOfIt() throws MalformedPacketException {
        ByteBuffer longer = ByteBuffer.allocate(60).put(signedOctets()).rewind();
        assertEquals(signed(), PacketCodec.decode(longer));
        assertTrue(KEY.signed(longer));
    }

    @Test
    void aChangeOfAnyBitBreaksTheHashAndSoDoesAnotherKey() {
        for (int bit = 0; bit < 52 * 8; bit++) {
            ByteBuffer octets = signedOctets();
            octets.put(bit / 8, (byte) (octets.get(bit / 8) ^ 1 << bit % 8));
            assertFalse(KEY.signed(octets), "bit " + bit);
        }
        assertFalse(new AuthKey(KEY.type(), 7, new SessionPassword("Secret")).signed(signedOctets()));
    }

    @ParameterizedTest(name = "{0} after {1} x {2}: keyed {3}, meticulous {4}")
    @CsvSource(textBlock = """
            10,          10, 3, true,  false
            11,          10, 3, true,  true
            19,          10, 3, true,  true
            20,          10, 3, false, false
            9,           10, 3, false, false
            0,           -1, 3, true,  true
            8,           -1, 3, true,  true
            9,           -1, 3, false, false
            -2147483648, 2147483647, 1, true, true
            """)
    void sequenceNumbersGoAheadByAtMostThreeDetectionTimesAndGoRound(
            int next, int last, int multiplier, boolean keyed, boolean meticulous) {
        assertEquals(keyed, AuthType.KEYED_SHA1.follows(last, next, multiplier));
        assertEquals(meticulous, AuthType.METICULOUS_KEYED_SHA1.follows(last, next, multiplier));
    }

    @ParameterizedTest
    @EnumSource
    void statesHaveTheirCodesAndNames(State state) {
        assertEquals(state, State.of(state.code()));
        assertEquals(state.name().replace("_", ""), state.rfcName().toUpperCase(Locale.ROOT));
    }

    @Test
    void diagnosticsAreTextForPeople() {
        assertEquals("Control Detection Time Expired (1)", Diagnostic.DETECTION_TIME_EXPIRED.describe());
        assertEquals("Reverse Concatenated Path Down (8)", new Diagnostic(8).describe());
        assertEquals("reserved (9)", new Diagnostic(9).describe());
        assertThrows(IllegalArgumentException.class, () -> new Diagnostic(32));
    }

    @Test
    void whatDoesNotFitAFieldIsOurOwnFault() {
        assertThrows(IllegalArgumentException.class, () -> PacketCodec.encode(signed(), Optional.empty()));
        SessionPassword tooLong = new SessionPassword("123456789012345678901");
        assertThrows(IllegalArgumentException.class, () -> new AuthKey(AuthType.KEYED_SHA1, 1, tooLong));
        assertTrue(KEY.toString().endsWith("secret=***]"), "a secret is never printed");
    }
}
