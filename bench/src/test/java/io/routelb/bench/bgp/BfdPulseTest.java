package io.routelb.bench.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BfdPulseTest {
    private static final int UP = 0xC0;
    private static final int DOWN = 0x40;

    private final BfdPulse pulse = new BfdPulse();

    /** A packet over IPv4 from 192.0.2.x to 192.0.2.9:3784, in that state. */
    private void heard(int host, long millis, int state) {
        String octets = "020000000001 020000000002 0800" // Ethernet
                + "45c00034 00004000 ff110000 c00002%02x c0000209".formatted(host) // IPv4
                + "c0000ec8 00200000" // UDP
                + "20%02x0318 00000001 00000002 0000c350 0000c350 00000000".formatted(state);
        byte[] bytes = HexFormat.of().parseHex(octets.replace(" ", ""));
        pulse.took(new PcapReader.Packet(millis * 1_000_000, ByteBuffer.wrap(bytes)));
    }

    @Test
    void theLongestSilenceOfEachEndCountsWhileItIsUp() throws IOException {
        heard(1, 0, DOWN);
        heard(1, 1000, UP);
        heard(2, 1010, UP);
        heard(1, 1045, UP);
        heard(1, 1145, UP);
        heard(2, 1060, UP);
        heard(1, 1150, DOWN);
        heard(1, 3000, UP);
        assertEquals(new BfdPulse.Beat(4, true, 3_000_000_000L, 100_000_000), pulse.of("192.0.2.1"));
        assertEquals(50_000_000, pulse.of("192.0.2.2").longestNanos());
        assertEquals(BfdPulse.Beat.NONE, pulse.of("192.0.2.3"));
    }
}
