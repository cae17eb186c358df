package io.routelb.redistribution.bmp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.Addresses;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class BmpCodecTest {
    private static final BmpPeer V4 = new BmpPeer(
            Addresses.of("192.0.2.1"), 4_200_000_000L, Addresses.of("10.0.0.1").toIPv4(), false);
    private static final BmpPeer V6 = new BmpPeer(
            Addresses.of("2001:db8::1"), 64500, Addresses.of("10.0.0.1").toIPv4(), true);
    private static final Instant AT = Instant.ofEpochSecond(0x6000_0000L, 5_000_000);

    private static final String V4_HEADER = """
            00 00             a global instance, no flags
            0000000000000000  no distinguisher
            0000000000000000  the address, an IPv4 one
            00000000C0000201  192.0.2.1
            FA56EA00          AS 4200000000
            0A000001          router ID 10.0.0.1
            60000000          seconds
            00001388          microseconds
            """;

    private static final String V6_HEADER = """
            00 A0             a global instance, IPv6, AS numbers of 2 octets
            0000000000000000  no distinguisher
            20010DB800000000  2001:db8::1
            0000000000000001
            0000FBF4          AS 64500
            0A000001          router ID 10.0.0.1
            60000000          seconds
            00001388          microseconds
            """;

    private static ByteBuffer octets(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static void assertEncodes(String annotated, BmpMessage message) {
        StringBuilder expected = new StringBuilder();
        annotated.lines().forEach(line -> expected.append(line.split(" {2,}", 2)[0].replace(" ", "")));
        byte[] bytes = BmpCodec.encode(message).array();
        assertEquals(expected.toString(), HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT));
    }

    @Test
    void aStationIsToldWhoWeAreAndThatWeClose() {
        assertEncodes("""
                03 00000018 04    version 3, 24 octets, Initiation
                0001 0007         sysDescr
                526F7574654C42    RouteLB
                0002 0003         sysName
                6E6F64            nod
                """, new BmpMessage.Initiation("nod", "RouteLB"));
        assertEncodes("""
                03 0000000C 05    version 3, 12 octets, Termination
                0001 0002 0000    reason: administratively closed
                """, new BmpMessage.Termination());
    }

    @Test
    void aSessionThatIsUpShowsItsEndsAndBothOpens() {
        assertEncodes(
                "03 00000048 03    version 3, 72 octets, Peer Up\n" + V6_HEADER + """
                        0000000000000000  our address
                        00000000C000020B  192.0.2.11
                        00B3 C001         our port 179, the peer's 49153
                        AABB              our OPEN
                        CCDD              the peer's
                        """,
                new BmpMessage.PeerUp(V6, AT, Addresses.of("192.0.2.11"), 179, 49153, octets("AABB"), octets("CCDD")));
    }

    @Test
    void aSessionThatIsDownShowsWhoEndedItAndHow() {
        ByteBuffer notification = octets("EEFF");
        String header = "03 000000%s 02    version 3, Peer Down\n" + V4_HEADER;
        assertEncodes(header.formatted("33") + "01 EEFF", down(new BmpMessage.End.Notified(false, notification)));
        assertEncodes(header.formatted("33") + "02 0002", down(new BmpMessage.End.Closed(2)));
        assertEncodes(header.formatted("33") + "03 EEFF", down(new BmpMessage.End.Notified(true, notification)));
        assertEncodes(header.formatted("31") + "04", down(new BmpMessage.End.Lost()));
    }

    private static BmpMessage.PeerDown down(BmpMessage.End end) {
        return new BmpMessage.PeerDown(V4, AT, end);
    }

    @Test
    void updatesAndCountsStandBehindThePeer() {
        assertEncodes(
                "03 00000032 00    version 3, 50 octets, Route Monitoring\n" + V4_HEADER + "AABB",
                new BmpMessage.RouteMonitoring(V4, AT, octets("AABB")));
        assertEncodes(
                "03 00000040 01    version 3, 64 octets, Statistics Report\n" + V4_HEADER + """
                        00000001          one count
                        0007 0008         routes in Adj-RIB-In
                        00000000000186A0  100,000
                        """,
                new BmpMessage.Statistics(V4, AT, 100_000));
    }
}
