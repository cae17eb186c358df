package io.routelb.kube.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.InvalidValueException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"200ms,PT0.2S", "90s,PT1M30S", "1m30s,PT1M30S", "2h,PT2H", "0s,PT0S", "1s500ms,PT1.5S"})
    void readsWhatManifestsWrite(String text, Duration expected) throws InvalidValueException {
        assertEquals(expected, Durations.parse("field", text, Duration.ZERO));
    }

    @Test
    void anAbsentFieldIsItsDefault() throws InvalidValueException {
        assertEquals(Duration.ofSeconds(5), Durations.parse("field", null, Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"90", "s", "-1s", "1.5s", "90 s", "1d", "99999999999s", "1s\n"})
    void refusesAnythingElseNamingTheField(String text) {
        InvalidValueException refused = assertThrows(
                InvalidValueException.class, () -> Durations.parse("timers.holdTime", text, Duration.ZERO));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("timers.holdTime "));
    }
}
