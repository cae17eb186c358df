package io.routelb.node.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.routelb.model.LBNodeAgentView.AddressConfig;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimeTest {
    private static final long ENDLESS = Lifetime.ENDLESS;

    private static Lifetime lifetime(long valid, long preferred, long atMost) {
        AddressConfig config = new AddressConfig(Duration.ofSeconds(valid), Duration.ofSeconds(preferred), true);
        return atMost == 0 ? Lifetime.of(config) : Lifetime.of(config, atMost);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "for ever is left alone,                  0,   0,   0,  -1, -1, true",
        "for ever where a limit is found,         0,   0,   0, 500, -1, false",
        "a limit where for ever is found,       300, 300,   0,  -1, -1, false",
        "more than half is left,                300, 300,   0, 151, 151, true",
        "less than half is left,                300, 300,   0, 149, 149, false",
        "preferred runs out before valid does,  300,  60,   0, 250, 20, false",
        "longer than configured,                300, 300,   0, 302, 300, false",
        "within a hold as told,                300, 300,   7,   7, 7, true",
        "the kernel is one second behind,       300, 300,   7,   8, 8, true",
        "within a hold but longer,                 300, 300,   7,   9, 9, false",
        "within a hold but less than could be,     300, 300,   7,   6, 6, false"
    })
    void knowsWhenTheKernelIsToBeToldAgain(
            String description,
            long valid,
            long preferred,
            long atMost,
            long validLeft,
            long preferredLeft,
            boolean suits) {
        long validFound = validLeft < 0 ? ENDLESS : validLeft;
        long preferredFound = preferredLeft < 0 ? ENDLESS : preferredLeft;
        assertEquals(suits, lifetime(valid, preferred, atMost).suits(validFound, preferredFound), description);
    }

    @Test
    void saysWhenTimeAloneMakesItNecessary() {
        assertEquals(OptionalLong.empty(), Lifetime.FOREVER.toldAgainIn(ENDLESS, ENDLESS));
        assertEquals(OptionalLong.of(151), lifetime(300, 0, 0).toldAgainIn(300, 300));
        assertEquals(OptionalLong.of(1), lifetime(300, 0, 0).toldAgainIn(100, 100));
    }

    @Test
    void refusesAPreferenceLongerThanTheLife() {
        assertThrows(IllegalArgumentException.class, () -> new Lifetime(5, 6, 5, 5));
        assertThrows(IllegalArgumentException.class, () -> new Lifetime(0, 0, 0, 0));
    }
}
