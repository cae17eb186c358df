package io.routelb.allocator.space;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressRange;
import io.routelb.model.IpFamily;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values by range, of both families; the ranges are disjoint. A lookup costs the logarithm of their number. Owned by one thread. */
public final class AddressRanges<V> {
    private record Held<V>(AddressNumber last, V value) {}

    private final Map<IpFamily, NavigableMap<AddressNumber, Held<V>>> byFirst = new EnumMap<>(IpFamily.class);

    /** Empty. */
    public AddressRanges() {
        for (IpFamily family : IpFamily.values()) {
            byFirst.put(family, new TreeMap<>());
        }
    }

    /**
     * Adds a range.
     *
     * @throws IllegalArgumentException when it overlaps one that is there
     */
    public void put(AddressRange range, V value) {
        if (overlapping(range).isPresent()) {
            throw new IllegalArgumentException(range + " overlaps a range that is there");
        }
        AddressNumber first = AddressNumber.of(range.first());
        of(range.first()).put(first, new Held<>(AddressNumber.of(range.last()), value));
    }

    /** The value of the range the address is in. */
    public Optional<V> at(IPAddress address) {
        AddressNumber number = AddressNumber.of(address);
        return from(of(address).floorEntry(number), number);
    }

    /** The value of a range that has an address in common with this one; of several, that of the highest. */
    public Optional<V> overlapping(AddressRange range) {
        // Ranges are disjoint, so the nearest one that starts at or below the last address overlaps if any does.
        AddressNumber last = AddressNumber.of(range.last());
        return from(of(range.last()).floorEntry(last), AddressNumber.of(range.first()));
    }

    private Optional<V> from(Map.@Nullable Entry<AddressNumber, Held<V>> below, AddressNumber lowest) {
        return below != null && below.getValue().last().compareTo(lowest) >= 0
                ? Optional.of(below.getValue().value())
                : Optional.empty();
    }

    private NavigableMap<AddressNumber, Held<V>> of(IPAddress address) {
        NavigableMap<AddressNumber, Held<V>> ranges = byFirst.get(IpFamily.of(address));
        if (ranges == null) {
            throw new IllegalStateException("no ranges of " + IpFamily.of(address));
        }
        return ranges;
    }
}
