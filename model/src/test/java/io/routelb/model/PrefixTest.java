package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "198.51.100.0/24, 198.51.100.0/24",
        "' 198.51.100.10/32 ', 198.51.100.10/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:DB8::/32, 2001:db8::/32",
        "::/0, ::/0",
        "2001:db8::1/128, 2001:db8::1/128",
    })
    void readsCidr(String text, String canonical) throws InvalidValueException {
        assertEquals(canonical, Prefix.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "198.51.100.0",
                "198.51.100.0/",
                "198.51.100.0/33",
                "198.51.100.0/-1",
                "198.51.100.0/024",
                "198.51.100.0/255.255.255.0",
                "198.51.100.1/24",
                "198.51.100.*/24",
                "198.51.100.0-9/24",
                "2001:db8::/129",
                "2001:db8::1/64",
                "/24",
                "example.com/24",
            })
    void refusesWhatIsNoPrefix(String text) {
        assertThrows(InvalidValueException.class, () -> Prefix.parse(text));
    }

    @Test
    void namesTheNetworkMeantWhenHostBitsAreSet() {
        InvalidValueException e = assertThrows(InvalidValueException.class, () -> Prefix.parse("198.51.100.9/24"));
        assertTrue(String.valueOf(e.getMessage()).contains("198.51.100.0/24"), e.getMessage());
    }

    @Test
    void refusesHostBitsAndImpossibleLengths() {
        IPAddress address = Addresses.of("198.51.100.9");
        assertThrows(IllegalArgumentException.class, () -> new Prefix(address, 24));
        assertThrows(IllegalArgumentException.class, () -> new Prefix(address, 33));
        assertThrows(IllegalArgumentException.class, () -> new Prefix(address, -1));
    }

    @Test
    void ordersByFamilyThenAddressThenLength() {
        List<Prefix> ordered = Stream.of("2001:db8::/32", "198.51.100.0/24", "10.0.0.0/16", "::/0", "10.0.0.0/8")
                .map(Prefix::of)
                .sorted()
                .toList();
        assertEquals("[10.0.0.0/8, 10.0.0.0/16, 198.51.100.0/24, ::/0, 2001:db8::/32]", ordered.toString());
    }

    @Test
    void neverContainsTheOtherFamily() {
        assertFalse(Prefix.of("0.0.0.0/0").contains(Addresses.of("::1")));
        assertFalse(Prefix.of("::/0").contains(Addresses.of("192.0.2.1")));
    }

    @Property(tries = 300)
    void holdsExactlyTheAddressesThatShareItsLeadingBits(
            @ForAll int network, @ForAll int other, @ForAll @IntRange(max = 32) int length) {
        Prefix prefix = Prefix.containing(new IPv4Address(network), length);
        boolean shares = length == 0 || (network ^ other) >>> (32 - length) == 0;
        assertEquals(shares, prefix.contains(new IPv4Address(other)));
        assertTrue(prefix.contains(new IPv4Address(network)));
    }

    @Property(tries = 300)
    void survivesBeingWrittenAndRead(@ForAll long high, @ForAll long low, @ForAll @IntRange(max = 128) int length)
            throws InvalidValueException {
        Prefix prefix = Prefix.containing(new IPv6Address(high, low), length);
        assertEquals(prefix, Prefix.parse(prefix.toString()));
        assertEquals(prefix.hashCode(), Prefix.parse(prefix.toString()).hashCode());
    }

    @Test
    void aHostRouteIsTheWholeAddress() {
        assertEquals("192.0.2.1/32", Prefix.host(Addresses.of("192.0.2.1")).toString());
        assertEquals("2001:db8::1/128", Prefix.host(Addresses.of("2001:db8::1")).toString());
    }
}
