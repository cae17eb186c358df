package io.routelb.bench.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The feeder's octets. */
class RawMessagesTest {
    private static final String MARKER = "ff".repeat(16);

    @Test
    void openOffersIpv4AndFourOctetAsNumbers() {
        assertEquals(
                MARKER + "002b" + "01" // 43 octets, OPEN
                        + "04" + "5ba0" + "00f0" + "c000020c" // version, AS_TRANS, 240 s, router id
                        + "0e" + "020c" // 14 octets of parameters, capabilities
                        + "010400010001" // IPv4 unicast
                        + "4104fc000001", // AS 4227858433
                HexFormat.of().formatHex(RawMessages.open(4_227_858_433L, 240, 0xC000020C)));
    }

    @Test
    void oneRouteToAnExternalPeer() {
        assertEquals(
                MARKER + "0030" + "02" + "0000" + "0014" // UPDATE, nothing withdrawn, 20 octets of attributes
                        + "40010100" + "40020602010000fde8" + "400304c000020c" + "200a800001",
                HexFormat.of().formatHex(RawMessages.external(0x0A800001, 1, 65_000, 0xC000020C)));
    }

    @Test
    void manyRoutesFillTheirUpdatesAndEachIsToldOnce() throws IOException {
        BgpFrames frames = new BgpFrames();
        frames.add(ByteBuffer.wrap(RawMessages.internal(0x0A800000, 100_000, 0xC000020C)));
        List<Long> told = new ArrayList<>();
        int updates = 0;
        for (Optional<BgpFrames.Frame> each = frames.next(); each.isPresent(); each = frames.next()) {
            updates++;
            assertTrue(each.get().length() <= 4_096);
            Ipv4Routes.announced(each.get().body(), told::add);
        }
        assertEquals(124, updates);
        assertEquals(100_000, told.size());
        assertEquals(100_000, told.stream().distinct().count());
        assertEquals(Ipv4Routes.host(0x0A800000 + 99_999), told.getLast());
    }
}
