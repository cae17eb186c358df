package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.ServiceGroupView.PoolText;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressPoolTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            a range               | IPV4 | 198.51.100.10-198.51.100.12   | 198.51.100.0/24 | /32     | 198.51.100.10 | 198.51.100.12 | 32
            spaces                | IPV4 | ' 198.51.100.10 - 198.51.100.12 ' | 198.51.100.0/24 | default | 198.51.100.10 | 198.51.100.12 | 24
            a CIDR                | IPV4 | 198.51.100.64/26              | 198.51.100.0/24 | ''      | 198.51.100.64 | 198.51.100.127 | 24
            one address           | IPV4 | 198.51.100.7/32               | 198.51.100.0/24 | /8      | 198.51.100.7  | 198.51.100.7  | 8
            a range of one        | IPV4 | 198.51.100.7-198.51.100.7     | 198.51.100.0/24 | /24     | 198.51.100.7  | 198.51.100.7  | 24
            IPv6 CIDR             | IPV6 | 2001:db8::/64                 | 2001:db8::/64   | /128    | 2001:db8::    | 2001:db8::ffff:ffff:ffff:ffff | 128
            IPv6 range            | IPV6 | 2001:db8::1-2001:DB8::ff      | 2001:db8::/64   | ''      | 2001:db8::1   | 2001:db8::ff  | 64
            """)
    void readsWhatPeopleWrite(
            String description,
            IpFamily family,
            String pool,
            String subnet,
            String aggregation,
            String first,
            String last,
            int length)
            throws InvalidValueException {
        assertEquals(
                new AddressPool(
                        new AddressRange(Addresses.of(first), Addresses.of(last)),
                        Prefix.of(subnet),
                        length,
                        List.of()),
                AddressPool.parse(new PoolText(family, pool, subnet, aggregation)),
                description);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing               | IPV4 | ''                            | 198.51.100.0/24 | ''    | empty
            everything there is   | IPV6 | ::/0                          | ::/0            | ''    | every address
            no subnet             | IPV4 | 198.51.100.0/24               | ''              | ''    | no subnet
            reversed              | IPV4 | 198.51.100.9-198.51.100.1     | 198.51.100.0/24 | ''    | reversed
            mixed families        | IPV4 | 198.51.100.9-2001:db8::1      | 198.51.100.0/24 | ''    | mixes
            the wrong field       | IPV6 | 198.51.100.0/28               | 198.51.100.0/24 | ''    | not IPv6
            subnet of the other   | IPV4 | 198.51.100.0/28               | 2001:db8::/64   | ''    | not IPv4
            half a range          | IPV4 | 198.51.100.9-                 | 198.51.100.0/24 | ''    | not an IP
            two dashes            | IPV4 | 198.51.100.1-2-3              | 198.51.100.0/24 | ''    | IP address
            host bits             | IPV4 | 198.51.100.9/24               | 198.51.100.0/24 | ''    | host bits
            a bare address        | IPV4 | 198.51.100.9                  | 198.51.100.0/24 | ''    | prefix length
            subnet with host bits | IPV4 | 198.51.100.0/28               | 198.51.100.1/24 | ''    | host bits
            aggregation bare      | IPV4 | 198.51.100.0/28               | 198.51.100.0/24 | '32'  | aggregation
            aggregation too short | IPV4 | 198.51.100.0/28               | 198.51.100.0/24 | '/7'  | aggregation
            aggregation too long  | IPV4 | 198.51.100.0/28               | 198.51.100.0/24 | '/33' | aggregation
            aggregation beyond v6 | IPV6 | 2001:db8::/120                | 2001:db8::/64   | '/129'| aggregation
            """)
    void refusesWithASentenceThatNamesTheFault(
            String description, IpFamily family, String pool, String subnet, String aggregation, String names) {
        InvalidValueException e = assertThrows(
                InvalidValueException.class,
                () -> AddressPool.parse(new PoolText(family, pool, subnet, aggregation)),
                description);
        assertTrue(String.valueOf(e.getMessage()).contains(names), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.250-198.51.101.5, 198.51.100.0/24",
        "203.0.113.0/24, 198.51.100.0/24",
        "198.51.100.0/23, 198.51.100.0/24",
    })
    void tellsARangeOutsideItsSubnetApart(String pool, String subnet) {
        assertThrows(
                OutsideSubnetException.class, () -> AddressPool.parse(new PoolText(IpFamily.IPV4, pool, subnet, "")));
    }

    @ParameterizedTest(name = "{0} of {1} without {2}, edges avoided: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            198.51.100.0/24               | 198.51.100.0/24 | ''                                        | true  | 254
            198.51.100.0/25               | 198.51.100.0/24 | ''                                        | true  | 127
            198.51.100.10-198.51.100.19   | 198.51.100.0/24 | 198.51.100.12,198.51.100.12-198.51.100.14 | false | 7
            198.51.100.10-198.51.100.19   | 198.51.100.0/24 | 198.51.100.0/24                           | false | 0
            198.51.100.10-198.51.100.19   | 198.51.100.0/24 | 198.51.100.18-198.51.100.40               | true  | 8
            198.51.100.8/31               | 198.51.100.8/31 | ''                                        | true  | 2
            2001:db8::/126                | 2001:db8::/64   | ''                                        | true  | 3
            2001:db8::/127                | 2001:db8::/127  | ''                                        | true  | 2
            """)
    void excludedAddressesAreNotOffered(String pool, String subnet, String exclude, boolean avoidEdges, int size)
            throws InvalidValueException {
        IpFamily family = subnet.contains(":") ? IpFamily.IPV6 : IpFamily.IPV4;
        List<String> excluded = exclude.isEmpty() ? List.of() : List.of(exclude.split(","));
        AddressPool parsed = AddressPool.parse(new PoolText(family, pool, subnet, "", excluded, avoidEdges));
        assertEquals(BigInteger.valueOf(size), parsed.size());
        long offered = 0;
        for (IPAddress address = parsed.first(); parsed.contains(address); address = address.increment(1)) {
            offered += parsed.offers(address) ? 1 : 0;
        }
        assertEquals(size, offered);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, not IPv4",
        "198.51.100.9-198.51.100.1, reversed",
        "nonsense, not an IP",
        "198.51.100.1/24, host bits"
    })
    void refusesExcludesThatMeanNothing(String exclude, String why) {
        InvalidValueException refusal = assertThrows(
                InvalidValueException.class,
                () -> AddressPool.parse(new PoolText(
                        IpFamily.IPV4, "198.51.100.0/28", "198.51.100.0/24", "", List.of(exclude), false)));
        assertTrue(
                refusal.sentence().startsWith("exclude ") && refusal.sentence().contains(why), refusal.sentence());
    }

    @Test
    void countsWithoutOverflow() throws InvalidValueException {
        AddressPool all = AddressPool.parse(new PoolText(IpFamily.IPV6, "8000::/1", "8000::/1", "/64"));
        assertEquals(BigInteger.ONE.shiftLeft(127), all.size());
    }

    /** A slow and obvious model: the pool is the set of integers between its ends. */
    @Property(tries = 300)
    void containsAndOverlapsLikeASetOfNumbers(
            @ForAll @IntRange(max = 20) int a,
            @ForAll @IntRange(max = 20) int b,
            @ForAll @IntRange(max = 20) int c,
            @ForAll @IntRange(max = 20) int d) {
        AddressPool one = pool(Math.min(a, b), Math.max(a, b));
        AddressPool other = pool(Math.min(c, d), Math.max(c, d));
        boolean shared = false;
        for (int i = 0; i <= 20; i++) {
            boolean inOne = Math.min(a, b) <= i && i <= Math.max(a, b);
            boolean inOther = Math.min(c, d) <= i && i <= Math.max(c, d);
            assertEquals(inOne, one.contains(new IPv4Address(i)));
            shared |= inOne && inOther;
        }
        assertEquals(shared, one.overlaps(other));
        assertEquals(shared, other.overlaps(one));
        assertEquals(BigInteger.valueOf(Math.abs(a - b) + 1L), one.size());
    }

    private static AddressPool pool(int first, int last) {
        return new AddressPool(
                new AddressRange(new IPv4Address(first), new IPv4Address(last)), Prefix.of("0.0.0.0/0"), 32, List.of());
    }
}
