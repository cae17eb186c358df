package io.routelb.cli.convert;

import com.google.gson.JsonArray;
import inet.ipaddr.IPAddress;
import io.routelb.model.AddressRange;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/** The ranges of a pool, on their way to being those of a ServiceGroup. */
final class Ranges {
    /** What the CRD takes in a list of exclusions. */
    static final int MOST_EXCLUDED = 256;

    private static final int OCTET = 256;

    /**
     * One range.
     *
     * @param pool as a ServiceGroup has it
     * @param subnet the one that was written, or the smallest that holds the range
     * @param exclude parts of it that are never given
     */
    record Range(String pool, AddressRange range, Prefix subnet, List<String> exclude) {
        Range {
            exclude = List.copyOf(exclude);
        }

        Range without(List<String> parts) {
            return new Range(pool, range, subnet, parts);
        }
    }

    private Ranges() {}

    /**
     * A CIDR, from-to, or one address.
     *
     * @throws InvalidValueException when it is none of these
     */
    static Range parse(String text) throws InvalidValueException {
        AddressRange range = AddressRange.parse(text);
        Prefix subnet = smallest(range);
        boolean whole = AddressRange.of(subnet).equals(range);
        String pool = whole
                ? subnet.toString()
                : range.first().toCanonicalString() + "-" + range.last().toCanonicalString();
        return new Range(pool, range, subnet, List.of());
    }

    private static Prefix smallest(AddressRange range) {
        BigInteger difference = range.first().getValue().xor(range.last().getValue());
        return Prefix.containing(range.first(), range.family().bits() - difference.bitLength());
    }

    /** The addresses of a range of IPv4 that end in 0 or 255; empty when they are more than the CRD takes. */
    static OptionalInt endings(Range range, List<String> into) {
        if (range.range().family() != IpFamily.IPV4) {
            return OptionalInt.of(0);
        }
        long first = range.range().first().getValue().longValueExact();
        long last = range.range().last().getValue().longValueExact();
        List<String> found = new ArrayList<>();
        for (long block = first / OCTET; block <= last / OCTET; block++) {
            for (long address : new long[] {block * OCTET, block * OCTET + OCTET - 1}) {
                if (address >= first && address <= last) {
                    found.add(offset(range, address - first));
                }
            }
            if (found.size() > MOST_EXCLUDED) {
                return OptionalInt.empty();
            }
        }
        into.addAll(found);
        return OptionalInt.of(found.size());
    }

    private static String offset(Range range, long by) {
        return range.range().first().increment(by).toCanonicalString();
    }

    /** The first and the last address; of two or one none. */
    static List<String> ends(Range range) {
        IPAddress first = range.range().first();
        IPAddress last = range.range().last();
        return range.range().size().compareTo(BigInteger.TWO) <= 0
                ? List.of()
                : List.of(first.toCanonicalString(), last.toCanonicalString());
    }

    /** The fields {@code v4pool}, {@code v4pools}, {@code v6pool} and {@code v6pools}. */
    static void put(Tree group, Collection<Range> ranges, boolean hostRoutes) {
        for (IpFamily family : IpFamily.values()) {
            String field = family == IpFamily.IPV4 ? "v4pool" : "v6pool";
            JsonArray pools = new JsonArray();
            ranges.stream()
                    .filter(range -> range.range().family() == family)
                    .forEach(range -> pools.add(pool(range, hostRoutes).json()));
            if (pools.size() == 1) {
                group.value(field, pools.get(0));
            } else {
                group.list(field + "s", pools);
            }
        }
    }

    private static Tree pool(Range range, boolean hostRoutes) {
        return new Tree()
                .text("pool", range.pool())
                .text("subnet", range.subnet().toString())
                .text("aggregation", hostRoutes ? "/" + range.range().family().bits() : "")
                .texts("exclude", range.exclude());
    }
}
