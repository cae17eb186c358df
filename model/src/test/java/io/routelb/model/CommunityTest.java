package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.RouteAttributes.LargeCommunity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Communities as people write them, against the numbers IANA and the RFCs give. */
class CommunityTest {
    @ParameterizedTest
    @CsvSource({
        "65000:1, fde80001",
        "0:0, 0",
        "65535:65535, ffffffff",
        "graceful-shutdown, ffff0000",
        "accept-own, ffff0001",
        "no-llgr, ffff0007",
        "blackhole, ffff029a",
        "no-export, ffffff01",
        "no-advertise, ffffff02",
        "no-export-subconfed, ffffff03",
        "no-peer, ffffff04",
    })
    void aCommunityIsFourOctets(String text, String hex) throws InvalidValueException {
        assertEquals(hex, Integer.toHexString(Community.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "65536:1", "1:65536", "1", "1:2:3", "NO_EXPORT", "-1:1", " 1:1", "1:1\n", "999999:1"})
    void whatIsNoneIsRefusedByItsText(String text) {
        InvalidValueException refused = assertThrows(InvalidValueException.class, () -> Community.parse(text));
        assertTrue(refused.sentence().contains("is no community"), refused.sentence());
    }

    @ParameterizedTest
    @CsvSource({"65000:1:2, 65000, 1, 2", "4294967295:4294967295:0, 4294967295, 4294967295, 0"})
    void aLargeCommunityIsThreeNumbers(String text, long global, long first, long second) throws InvalidValueException {
        assertEquals(new LargeCommunity(global, first, second), Community.parseLarge(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1:2", "4294967296:1:1", "1:1:99999999999", "a:b:c", "no-export"})
    void whatIsNoLargeOneIsRefused(String text) {
        assertThrows(InvalidValueException.class, () -> Community.parseLarge(text));
    }
}
