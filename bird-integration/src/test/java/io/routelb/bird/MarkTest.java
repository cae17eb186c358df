package io.routelb.bird;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkTest {
    @ParameterizedTest
    @CsvSource({
        "16:53:03.781, 16:53:03.781, false",
        "16:53:03.781, 16:53:03.782, false",
        "16:53:03.781, 16:53:03.780, false",
        "23:59:59.999, 00:00:00.000, false",
        "16:53:03.781, 16:53:04.050, true",
        "16:53:03.781, 2026-11-22, false",
        "2026-11-22, 2026-11-22, false",
        "2026-11-22, 16:53:03.781, true",
        "2026-11-22 16:53:03, 2026-11-22 16:53:04, false",
        "2026-11-22 16:53:03, 2026-11-22 16:53:06, true",
        "1763830383, 1763830383, false",
        "1763830383, 1763830390, true"
    })
    void aSessionIsAnotherWhenItsTimeIs(String was, String is, boolean another) {
        assertEquals(another, Mark.isAnother(was, is));
    }
}
