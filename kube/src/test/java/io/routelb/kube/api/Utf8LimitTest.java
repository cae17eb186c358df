package io.routelb.kube.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8LimitTest {
    @ParameterizedTest
    @CsvSource({
        "as long as allowed, abcdef, 6, abcdef",
        "one too long, abcdefg, 6, abc...",
        "two bytes each, \u00e9\u00e9\u00e9\u00e9, 7, \u00e9\u00e9...",
        "three bytes each and one byte left, \u4e00\u4e00\u4e00, 7, \u4e00...",
        "a pair of surrogates is one character, \ud83d\ude00\ud83d\ude00, 7, \ud83d\ude00..."
    })
    void isCutByBytesAndNeverThroughACharacter(String description, String text, int bytes, String cut) {
        assertEquals(cut, Utf8Limit.cut(text, bytes), description);
    }

    @Property
    void neverExceedsTheLimit(@ForAll String text, @ForAll @IntRange(min = 3, max = 200) int bytes) {
        assertTrue(Utf8Limit.cut(text, bytes).getBytes(StandardCharsets.UTF_8).length <= bytes);
    }
}
