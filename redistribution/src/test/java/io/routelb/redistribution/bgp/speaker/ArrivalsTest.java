package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final IPAddress ONE = Addresses.of("192.0.2.1");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Arrivals arrivals = new Arrivals();

    private long let(String prefix, int hosts, boolean named, long now) {
        return IntStream.range(0, hosts)
                .filter(i -> arrivals.allow(Addresses.of(prefix + Integer.toHexString(i + 1)), named, now))
                .count();
    }

    @Test
    void aSourceMayComeAFewTimesAtOnceAndThenOnceASecond() {
        for (int i = 0; i < Arrivals.SOURCE_BURST; i++) {
            assertTrue(arrivals.allow(ONE, true, 0));
        }
        assertFalse(arrivals.allow(ONE, true, 0));
        assertTrue(arrivals.allow(ONE, true, SECOND));
        assertFalse(arrivals.allow(ONE, true, SECOND));
        assertTrue(arrivals.allow(Addresses.of("192.0.2.2"), true, SECOND), "another is not held back by it");
    }

    @Test
    void theAddressesOfOneIpv6NetworkAreOneSource() {
        assertEquals(Arrivals.SOURCE_BURST, let("2001:db8::", 1000, true, 0));
        assertEquals(1, let("2001:db8:0:1::", 1, true, 0));
    }

    @Test
    void aCrowdIsLimitedInAllAndKeepsNoNamedPeerOut() {
        long in = IntStream.range(0, 3000)
                .filter(i -> arrivals.allow(Addresses.of("10.0." + (i >> 8) + "." + (i & 255)), false, 0))
                .count();
        assertEquals(Arrivals.CROWD_BURST, in);
        assertTrue(arrivals.allow(ONE, true, 0));
        assertFalse(arrivals.allow(Addresses.of("10.9.9.9"), false, 0));
    }

    @Test
    void whatIsRememberedIsBounded() {
        for (int i = 0; i < 100_000; i++) {
            var unused =
                    arrivals.allow(Addresses.of("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)), true, 0);
        }
        assertEquals(4096, arrivals.remembered());
    }
}
