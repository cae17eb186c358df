package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Addresses of one family, both ends inclusive. Ordered by the lower end where a list says so.
 *
 * @param first lowest address
 * @param last highest address, not below {@code first}
 */
public record AddressRange(IPAddress first, IPAddress last) {
    public AddressRange {
        if (IpFamily.of(first) != IpFamily.of(last) || first.compareTo(last) > 0) {
            throw new IllegalArgumentException(first + " to " + last + " is no range");
        }
    }

    /**
     * Parses an address, a CIDR, or from-to; spaces around the parts are allowed.
     *
     * @throws InvalidValueException naming what is wrong
     */
    public static AddressRange parse(String text) throws InvalidValueException {
        int dash = text.indexOf('-');
        if (dash >= 0) {
            return parse(text, text.substring(0, dash), text.substring(dash + 1));
        }
        if (text.indexOf('/') < 0) {
            IPAddress one = Addresses.parse(text);
            return new AddressRange(one, one);
        }
        return of(Prefix.parse(text));
    }

    /** All addresses of the prefix. */
    public static AddressRange of(Prefix prefix) {
        IPAddress last =
                prefix.network().toPrefixBlock(prefix.length()).getUpper().withoutPrefixLength();
        return new AddressRange(prefix.network(), last);
    }

    public IpFamily family() {
        return IpFamily.of(first);
    }

    /** Number of addresses, at least 1. */
    public BigInteger size() {
        return last.getValue().subtract(first.getValue()).add(BigInteger.ONE);
    }

    public boolean contains(IPAddress address) {
        return IpFamily.of(address) == family() && first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }

    public boolean overlaps(AddressRange other) {
        return family() == other.family() && first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
    }

    /** The parts of {@code ranges} that lie in {@code bounds}, disjoint and in ascending order. */
    static List<AddressRange> within(AddressRange bounds, Collection<AddressRange> ranges) {
        List<AddressRange> sorted = ranges.stream()
                .filter(bounds::overlaps)
                .sorted(Comparator.comparing(AddressRange::first))
                .toList();
        List<AddressRange> disjoint = new ArrayList<>();
        for (AddressRange range : sorted) {
            IPAddress first = max(range.first, bounds.first);
            IPAddress last = min(range.last, bounds.last);
            if (!disjoint.isEmpty() && disjoint.getLast().last.compareTo(first) >= 0) {
                AddressRange before = disjoint.removeLast();
                disjoint.add(new AddressRange(before.first, max(before.last, last)));
            } else {
                disjoint.add(new AddressRange(first, last));
            }
        }
        return List.copyOf(disjoint);
    }

    private static AddressRange parse(String whole, String from, String to) throws InvalidValueException {
        IPAddress first = Addresses.parse(from);
        IPAddress last = Addresses.parse(to);
        if (IpFamily.of(first) != IpFamily.of(last)) {
            throw new InvalidValueException("\"" + Addresses.shown(whole) + "\" mixes IPv4 and IPv6");
        }
        if (first.compareTo(last) > 0) {
            throw new InvalidValueException(
                    "\"" + Addresses.shown(whole) + "\" is reversed; write the lower address first");
        }
        return new AddressRange(first, last);
    }

    private static IPAddress max(IPAddress one, IPAddress other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static IPAddress min(IPAddress one, IPAddress other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
