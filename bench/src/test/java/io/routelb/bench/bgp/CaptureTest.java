package io.routelb.bench.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a capture's octets to BGP messages. */
class CaptureTest {
    private static final String NANO_LITTLE = """
            4d 3c b2 a1   magic, nanoseconds, little endian
            02 00 04 00   version 2.4
            00 00 00 00 00 00 00 00
            00 00 04 00   snapshot length
            01 00 00 00   Ethernet
            """;
    private static final String MICRO_BIG = """
            a1 b2 c3 d4   magic, microseconds, big endian
            00 02 00 04
            00 00 00 00 00 00 00 00
            00 04 00 00
            00 00 00 01
            """;
    private static final String ETHERNET = """
            02 00 00 00 00 01 02 00 00 00 00 02   addresses
            08 00                                 IPv4
            """;
    private static final String KEEPALIVE = "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff 00 13 04";
    private static final String UPDATE = """
            ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff
            00 30 02                48 octets, UPDATE
            00 04 18 c6 33 64       withdrawn: 198.51.100.0/24
            00 0b                   attributes
            40 01 01 00             ORIGIN
            40 03 04 c0 00 02 0b    NEXT_HOP
            20 0a 80 00 01          10.128.0.1/32
            20 0a 80 00 02          10.128.0.2/32
            """;

    /** The octets of annotated hex: pairs of digits up to the first word that is none. */
    private static byte[] hex(String annotated) {
        StringBuilder digits = new StringBuilder();
        for (String line : annotated.lines().toList()) {
            for (String word : line.strip().split(" ", -1)) {
                if (!word.matches("[0-9a-f]{2}")) {
                    break;
                }
                digits.append(word);
            }
        }
        return HexFormat.of().parseHex(digits);
    }

    /** A TCP segment over IPv4 from 192.0.2.1:179 to 192.0.2.11:40000, padded as short Ethernet frames are. */
    private static byte[] segment(int sequence, int flags, byte[] data) {
        ByteBuffer out = ByteBuffer.allocate(Math.max(60, 14 + 20 + 20 + data.length));
        out.put(hex(ETHERNET));
        out.put(hex("45 00")).putShort((short) (40 + data.length));
        out.put(hex("00 00 40 00 40 06 00 00 c0 00 02 01 c0 00 02 0b"));
        out.put(hex("00 b3 9c 40")).putInt(sequence);
        out.put(hex("00 00 00 00 50")).put((byte) flags).put(hex("ff ff 00 00 00 00"));
        return out.put(data).array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] part(byte[] whole, int from, int to) {
        return java.util.Arrays.copyOfRange(whole, from, to);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"nanoseconds", "microseconds"})
    @DisplayName("a packet has its time and its octets in both kinds of capture")
    void packetHasItsTimeAndOctets(String kind) throws IOException {
        boolean nano = kind.equals("nanoseconds");
        String record = nano
                ? "01 00 00 00  07 00 00 00  03 00 00 00  03 00 00 00  aa bb cc"
                : "00 00 00 01  00 00 00 07  00 00 00 03  00 00 00 03  aa bb cc";
        PcapReader reader = new PcapReader(
                new ByteArrayInputStream(joined(hex(nano ? NANO_LITTLE : MICRO_BIG), hex(record.replace("  ", " ")))));
        PcapReader.Packet packet = reader.next().orElseThrow();
        assertEquals(1_000_000_000L + (nano ? 7 : 7_000), packet.nanos());
        assertEquals(ByteBuffer.wrap(hex("aa bb cc")), packet.octets());
        assertEquals(Optional.empty(), reader.next());
    }

    @Test
    void packetThatWasCutOffIsAnError() throws IOException {
        PcapReader reader = new PcapReader(new ByteArrayInputStream(
                joined(hex(NANO_LITTLE), hex("01 00 00 00 07 00 00 00 02 00 00 00 03 00 00 00 aa bb"))));
        assertThrows(IOException.class, reader::next);
    }

    @Test
    void packetBeingWrittenWhenTheCaptureEndedIsLeftOut() throws IOException {
        PcapReader reader = new PcapReader(new ByteArrayInputStream(
                joined(hex(NANO_LITTLE), hex("01 00 00 00 07 00 00 00 03 00 00 00 03 00 00 00 aa bb"))));
        assertEquals(Optional.empty(), reader.next());
    }

    @Test
    void otherFilesAndOtherLinksAreRefused() {
        byte[] raw = hex(NANO_LITTLE);
        raw[20] = 101;
        assertThrows(IOException.class, () -> new PcapReader(new ByteArrayInputStream(raw)));
        assertThrows(IOException.class, () -> new PcapReader(new ByteArrayInputStream(new byte[24])));
        assertThrows(IOException.class, () -> new PcapReader(new ByteArrayInputStream(new byte[3])));
    }

    /** What comes of the segments, as {@code time:octets}. */
    private static List<String> delivered(byte[]... segments) throws IOException {
        List<String> all = new ArrayList<>();
        TcpStreams streams = new TcpStreams((direction, began, nanos, octets) -> {
            byte[] copy = new byte[octets.remaining()];
            octets.get(copy);
            all.add(nanos + (began ? "!" : ":") + HexFormat.of().formatHex(copy));
        });
        for (int i = 0; i < segments.length; i++) {
            streams.take(new PcapReader.Packet(i, ByteBuffer.wrap(segments[i])));
        }
        return all;
    }

    @Test
    void octetsAreInOrderAndCountOnceAcrossTheWrapOfSequenceNumbers() throws IOException {
        byte[] data = hex("01 02 03 04 05 06");
        assertEquals(
                List.of("1!0102", "3:03", "3:0405", "5:06"),
                delivered(
                        segment(-3, 2, new byte[0]),
                        segment(-2, 16, part(data, 0, 2)),
                        segment(1, 16, part(data, 3, 5)), // early: 03 is missing
                        segment(0, 16, part(data, 2, 3)),
                        segment(-2, 16, part(data, 0, 2)), // once more
                        segment(2, 16, part(data, 4, 6)))); // 05 once more, 06 new
    }

    @Test
    void newConnectionBetweenTheSamePortsBeginsAnew() throws IOException {
        assertEquals(
                List.of("1!01", "3!02"),
                delivered(
                        segment(10, 2, new byte[0]),
                        segment(11, 16, hex("01")),
                        segment(90, 2, new byte[0]),
                        segment(91, 16, hex("02"))));
    }

    @Test
    void connectionThatBeganBeforeTheCaptureAndOtherPacketsArePassedOver() throws IOException {
        byte[] arp = segment(11, 16, hex("01"));
        arp[13] = 6;
        byte[] udp = segment(11, 16, hex("01"));
        udp[23] = 17;
        assertEquals(List.of(), delivered(segment(11, 16, hex("01")), arp, udp, new byte[20]));
    }

    @Test
    void messagesAreCutWhereverTheSegmentsEnd() throws IOException {
        byte[] all = joined(hex(KEEPALIVE), hex(UPDATE), hex(KEEPALIVE));
        for (int size = 1; size <= all.length; size++) {
            BgpFrames frames = new BgpFrames();
            List<String> seen = new ArrayList<>();
            for (int at = 0; at < all.length; at += size) {
                frames.add(ByteBuffer.wrap(part(all, at, Math.min(all.length, at + size))));
                for (Optional<BgpFrames.Frame> each = frames.next(); each.isPresent(); each = frames.next()) {
                    seen.add(each.get().type() + "/" + each.get().length() + "/"
                            + each.get().body().remaining());
                }
            }
            assertEquals(List.of("4/19/0", "2/48/29", "4/19/0"), seen, "segments of " + size);
        }
    }

    @Test
    void octetsThatAreNoBgpAreAnError() {
        BgpFrames frames = new BgpFrames();
        frames.add(ByteBuffer.wrap(new byte[19]));
        assertThrows(IOException.class, frames::next);
    }

    @Test
    void prefixesOfAnUpdateAreRead() {
        ByteBuffer body = ByteBuffer.wrap(hex(UPDATE)).slice(19, 29);
        List<Long> announced = new ArrayList<>();
        List<Long> withdrawn = new ArrayList<>();
        Ipv4Routes.announced(body, announced::add);
        Ipv4Routes.withdrawn(body, withdrawn::add);
        assertEquals(List.of(Ipv4Routes.host(0x0A800001), Ipv4Routes.host(0x0A800002)), announced);
        assertEquals(List.of(0xC6336400L << 8 | 24), withdrawn);
    }
}
