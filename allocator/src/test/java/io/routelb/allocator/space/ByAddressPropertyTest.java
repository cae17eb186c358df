package io.routelb.allocator.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressRange;
import io.routelb.model.Addresses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is kept by address or by range is found where a plain map or a plain list of ranges has it, in either family. */
final class ByAddressPropertyTest {
    /** Both families, numbers that are the same in both, and where a half of the number changes sign or overflows. */
    private static final List<String> PLACES = List.of(
            "0.0.0.0",
            "::",
            "127.255.255.240",
            "::7fff:fff0",
            "2001:db8::ffff:ffff:ffff:fff0",
            "7fff::ffff:ffff:ffff:fff0");

    private static final int SPAN = 48;

    private static IPAddress address(String place, int offset) {
        return Addresses.of(place).increment(offset);
    }

    @Provide
    static Arbitrary<IPAddress> addresses() {
        return Combinators.combine(
                        Arbitraries.of(PLACES), Arbitraries.integers().between(0, SPAN))
                .as(ByAddressPropertyTest::address);
    }

    @Provide
    static Arbitrary<List<AddressRange>> ranges() {
        return Combinators.combine(
                        Arbitraries.of(PLACES),
                        Arbitraries.integers().between(0, SPAN),
                        Arbitraries.integers().between(0, 12))
                .as((place, first, more) -> new AddressRange(address(place, first), address(place, first + more)))
                .list()
                .ofMaxSize(12);
    }

    @Provide
    static Arbitrary<List<IPAddress>> manyAddresses() {
        return addresses().list().ofMaxSize(60);
    }

    @Property(tries = 500)
    void aMapKeepsTheFirstValueOfEachAddress(@ForAll("manyAddresses") List<IPAddress> given) {
        AddressMap<Integer> map = new AddressMap<>();
        Map<String, Integer> expected = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            String name = given.get(i).toCanonicalString();
            assertEquals(expected.putIfAbsent(name, i), map.putIfAbsent(given.get(i), i));
        }
        for (String place : PLACES) {
            for (int offset = 0; offset <= SPAN; offset++) {
                IPAddress address = address(place, offset);
                assertEquals(Optional.ofNullable(expected.get(address.toCanonicalString())), map.get(address));
            }
        }
    }

    @Property(tries = 500)
    void aRangeIsFoundByEachOfItsAddressesAndByEachRangeThatMeetsIt(
            @ForAll("ranges") List<AddressRange> given, @ForAll("ranges") List<AddressRange> asked) {
        AddressRanges<AddressRange> ranges = new AddressRanges<>();
        List<AddressRange> held = new ArrayList<>();
        for (AddressRange range : given) {
            if (held.stream().anyMatch(range::overlaps)) {
                assertThrows(IllegalArgumentException.class, () -> ranges.put(range, range));
            } else {
                ranges.put(range, range);
                held.add(range);
            }
        }
        for (String place : PLACES) {
            for (int offset = 0; offset <= SPAN; offset++) {
                IPAddress address = address(place, offset);
                assertEquals(
                        held.stream().filter(range -> range.contains(address)).findFirst(), ranges.at(address));
            }
        }
        for (AddressRange range : asked) {
            Set<AddressRange> met = new HashSet<>(held);
            met.removeIf(other -> !other.overlaps(range));
            assertEquals(met.isEmpty(), ranges.overlapping(range).isEmpty());
            ranges.overlapping(range).ifPresent(found -> assertEquals(true, met.contains(found)));
        }
    }

    @Test
    void neighboursDoNotShareTheirHashCode() {
        Set<Integer> codes = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            codes.add(AddressNumber.of(address("10.0.0.0", i)).hashCode());
        }
        assertEquals(10_000, codes.size());
    }
}
