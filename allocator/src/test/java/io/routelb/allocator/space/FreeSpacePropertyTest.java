package io.routelb.allocator.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.AddressPool;
import io.routelb.model.AddressRange;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever is taken and given, anywhere in the address space: the same answers as a sorted set of all the free addresses. */
final class FreeSpacePropertyTest {
    /** Where a small pool may lie: both ends of both families, and where a half of the number overflows or changes sign. */
    private static final List<String> PLACES = List.of(
            "0.0.0.0",
            "198.51.100.0",
            "127.255.255.240",
            "255.255.255.224",
            "::",
            "2001:db8::7fff:ffff:ffff:fff0",
            "2001:db8::ffff:ffff:ffff:fff0",
            "7fff:ffff:ffff:ffff:ffff:ffff:ffff:fff0",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffe0");

    private static final int SPAN = 32;

    /** A pool from {@code first} to {@code last} with holes, all counted from the place. */
    record Layout(String place, int first, int last, List<Hole> holes) {}

    /** Excluded, both ends inclusive; may lie outside the pool. */
    record Hole(int first, int last) {}

    /** Takes the address, or gives it back. */
    record Step(boolean take, int offset) {}

    @Property(tries = 2000)
    void behavesAsASetOfItsFreeAddresses(@ForAll("layouts") Layout layout, @ForAll("steps") List<Step> steps) {
        BigInteger base = Addresses.of(layout.place()).getValue();
        IpFamily family = IpFamily.of(Addresses.of(layout.place()));
        FreeSpace space = new FreeSpace(pool(layout, base, family));
        TreeSet<BigInteger> offered = new TreeSet<>();
        for (int offset = layout.first(); offset <= layout.last(); offset++) {
            int at = offset;
            if (layout.holes().stream().noneMatch(hole -> hole.first() <= at && at <= hole.last())) {
                offered.add(base.add(BigInteger.valueOf(offset)));
            }
        }
        TreeSet<BigInteger> free = new TreeSet<>(offered);
        for (Step step : steps) {
            BigInteger number = base.add(BigInteger.valueOf(step.offset()));
            IPAddress address = address(number, family);
            if (step.take()) {
                assertEquals(free.remove(number), space.take(address), "take " + address);
            } else {
                assertEquals(offered.contains(number) && free.add(number), space.give(address), "give " + address);
            }
            assertSame(space, free, offered, base, family);
        }
    }

    @Property(tries = 200)
    void handsOutEveryAddressOnceInAscendingOrder(@ForAll("layouts") Layout layout) {
        BigInteger base = Addresses.of(layout.place()).getValue();
        IpFamily family = IpFamily.of(Addresses.of(layout.place()));
        AddressPool pool = pool(layout, base, family);
        FreeSpace space = new FreeSpace(pool);
        List<BigInteger> handedOut = new ArrayList<>();
        for (Optional<IPAddress> next = space.first(); next.isPresent(); next = space.first()) {
            handedOut.add(next.get().getValue());
            space.take(next.get());
        }
        assertEquals(handedOut.stream().sorted().distinct().toList(), handedOut);
        assertEquals(pool.size(), BigInteger.valueOf(handedOut.size()));
    }

    @Test
    void countsExactlyInTheLargestPools() {
        AddressPool half =
                new AddressPool(AddressRange.of(Prefix.of("8000::/1")), Prefix.of("8000::/1"), 128, List.of());
        FreeSpace space = new FreeSpace(half);
        assertEquals(BigInteger.TWO.pow(127), space.count());
        IPAddress last = Addresses.of("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
        assertEquals(true, space.take(last));
        assertEquals(BigInteger.TWO.pow(127).subtract(BigInteger.ONE), space.count());
        assertEquals(false, space.isFree(last));
        assertEquals(Optional.of(Addresses.of("8000::")), space.first());
    }

    @Test
    void offersNothingWhenEverythingIsExcluded() {
        Prefix all = Prefix.of("255.255.255.252/30");
        FreeSpace space = new FreeSpace(new AddressPool(AddressRange.of(all), all, 32, List.of(AddressRange.of(all))));
        assertEquals(Optional.empty(), space.first());
        assertEquals(BigInteger.ZERO, space.count());
        assertEquals(false, space.give(Addresses.of("255.255.255.255")));
    }

    @Test
    void knowsNothingOfTheOtherFamily() {
        Prefix low = Prefix.of("0.0.0.0/8");
        FreeSpace space = new FreeSpace(new AddressPool(AddressRange.of(low), low, 32, List.of()));
        IPAddress sameNumber = Addresses.of("::1");
        assertEquals(false, space.isFree(sameNumber));
        assertEquals(false, space.take(sameNumber));
        space.take(Addresses.of("0.0.0.1"));
        assertEquals(false, space.give(sameNumber));
        assertEquals(1, space.taken());
    }

    @Test
    void refusesRangesOutOfOrder() {
        Gaps gaps = new Gaps();
        gaps.append(new AddressNumber(0, 5), new AddressNumber(0, 9));
        assertThrows(
                IllegalArgumentException.class, () -> gaps.append(new AddressNumber(0, 9), new AddressNumber(0, 12)));
        assertThrows(
                IllegalArgumentException.class, () -> gaps.append(new AddressNumber(1, 9), new AddressNumber(1, 8)));
    }

    @Provide
    Arbitrary<Layout> layouts() {
        Arbitrary<Integer> offsets = Arbitraries.integers().between(0, SPAN - 1);
        Arbitrary<Hole> holes = Combinators.combine(
                        offsets, Arbitraries.integers().between(0, 6))
                .as((first, more) -> new Hole(first, Math.min(SPAN - 1, first + more)));
        return Combinators.combine(
                        Arbitraries.of(PLACES), offsets, offsets, holes.list().ofMaxSize(4))
                .as((place, one, other, these) -> new Layout(place, Math.min(one, other), Math.max(one, other), these));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(true, true, false),
                        Arbitraries.integers().between(0, SPAN - 1))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    private static void assertSame(
            FreeSpace space, NavigableSet<BigInteger> free, Set<BigInteger> offered, BigInteger base, IpFamily family) {
        assertEquals(BigInteger.valueOf(free.size()), space.count());
        assertEquals(offered.size() - free.size(), space.taken());
        assertEquals(free.isEmpty() ? Optional.empty() : Optional.of(address(free.first(), family)), space.first());
        for (int offset = 0; offset < SPAN; offset++) {
            BigInteger number = base.add(BigInteger.valueOf(offset));
            assertEquals(free.contains(number), space.isFree(address(number, family)), "whether free: " + number);
        }
    }

    private static AddressPool pool(Layout layout, BigInteger base, IpFamily family) {
        IPAddress first = address(base.add(BigInteger.valueOf(layout.first())), family);
        IPAddress last = address(base.add(BigInteger.valueOf(layout.last())), family);
        List<AddressRange> excluded = layout.holes().stream()
                .map(hole -> new AddressRange(
                        address(base.add(BigInteger.valueOf(hole.first())), family),
                        address(base.add(BigInteger.valueOf(hole.last())), family)))
                .toList();
        return new AddressPool(new AddressRange(first, last), Prefix.containing(first, 1), family.bits(), excluded);
    }

    private static IPAddress address(BigInteger number, IpFamily family) {
        return family == IpFamily.IPV4 ? new IPv4Address(number.intValue()) : new IPv6Address(number);
    }
}
