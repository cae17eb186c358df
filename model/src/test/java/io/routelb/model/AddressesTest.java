package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "' 192.0.2.1 ', 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "::, ::",
        "::ffff:192.0.2.1, ::ffff:c000:201",
    })
    void readsOneAddress(String text, String canonical) throws InvalidValueException {
        assertEquals(canonical, Addresses.parse(text).toCanonicalString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "192.0.2",
                "192.0.2.256",
                "192.0.2.01",
                "0x7f.0.0.1",
                "3221225985",
                "192.0.2.*",
                "192.0.2.1-5",
                "192.0.2.1/32",
                "192.0.2.0/24",
                "192.0.2.1 192.0.2.2",
                "*",
                "/24",
                "2001:db8::1%eth0",
                "2001:db8:::1",
                "2001:db8::1::2",
                "2001:db8::*",
                "[2001:db8::1]",
                "12001:db8::1",
                "20010db8000000000000000000000001",
                "4)+k&C#VzJ4br>0wv%Yp",
                "example.com",
                "localhost",
                "192.0.2.1\u0000",
            })
    void refusesWhatIsNotExactlyOneAddress(String text) {
        InvalidValueException e = assertThrows(InvalidValueException.class, () -> Addresses.parse(text));
        assertTrue(String.valueOf(e.getMessage()).contains("IP address"), e.getMessage());
    }

    @Property
    void whatIsReadInPlaceIsWhatTheLibraryReads(@ForAll("dotted") String text) {
        Optional<IPAddress> library;
        try {
            library = Optional.of(Addresses.parseAny(text));
        } catch (InvalidValueException e) {
            library = Optional.empty();
        }
        Optional<IPAddress> read;
        try {
            read = Optional.of(Addresses.parse(text));
        } catch (InvalidValueException e) {
            read = Optional.empty();
        }
        assertEquals(library, read);
    }

    /** Nearly addresses: numbers that may be too large, have leading zeros or be missing, more or fewer of them. */
    @Provide
    Arbitrary<String> dotted() {
        Arbitrary<String> number = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 255).map(String::valueOf),
                Arbitraries.integers().between(0, 255).map(String::valueOf),
                Arbitraries.integers().between(0, 255).map(String::valueOf),
                Arbitraries.strings().withChars("0129").ofMaxLength(4));
        return Arbitraries.oneOf(
                number.list().ofSize(4).map(parts -> String.join(".", parts)),
                number.list().ofMaxSize(6).map(parts -> String.join(".", parts)),
                Arbitraries.strings().withChars("01259.").ofMaxLength(16));
    }

    @Test
    void aMessageNeverCarriesControlCharactersOrEndlessText() {
        InvalidValueException e =
                assertThrows(InvalidValueException.class, () -> Addresses.parse("a\u001b[31m\n" + "x".repeat(10_000)));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.length() < 120, message);
        assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    }

    @Test
    void ofIsForOurOwnTextOnly() {
        assertThrows(IllegalArgumentException.class, () -> Addresses.of("nonsense"));
    }

    @Property(tries = 300)
    void readsBackTheBytesOfEveryIPv4Address(@ForAll @Size(4) byte[] bytes) throws InvalidValueException {
        String text = (bytes[0] & 255) + "." + (bytes[1] & 255) + "." + (bytes[2] & 255) + "." + (bytes[3] & 255);
        assertArrayEquals(bytes, Addresses.parse(text).getBytes());
    }

    @Property(tries = 300)
    void readsBackTheBytesOfEveryIPv6Address(@ForAll @Size(16) byte[] bytes) throws InvalidValueException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i += 2) {
            int group = (bytes[i] & 255) << 8 | (bytes[i + 1] & 255);
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
        }
        assertArrayEquals(bytes, Addresses.parse(text.toString()).getBytes());
        assertEquals(
                Addresses.parse(text.toString()),
                Addresses.parse(Addresses.parse(text.toString()).toCanonicalString()));
    }

    @Test
    void neighboursHashApart() {
        IPAddress first = Addresses.of("198.18.0.0");
        IPAddress firstV6 = Addresses.of("2001:db8::");
        Set<Integer> codes = new HashSet<>();
        Set<Integer> codesV6 = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            codes.add(Addresses.hash(first.increment(i)));
            codesV6.add(Addresses.hash(firstV6.increment(i)));
        }
        assertEquals(10_000, codes.size());
        assertEquals(10_000, codesV6.size());
        assertEquals(Addresses.hash(first), Addresses.hash(Addresses.of("198.18.0.0")));
    }

    @Test
    void whatIsParsedEqualsWhatIsComputed() {
        for (String text : List.of("198.18.0.7", "2001:db8::7", "::ffff:192.0.2.1", "::")) {
            IPAddress parsed = Addresses.of(text);
            assertEquals(parsed, parsed.increment(1).increment(-1), text);
            assertEquals(parsed.hashCode(), parsed.increment(1).increment(-1).hashCode(), text);
        }
    }
}
