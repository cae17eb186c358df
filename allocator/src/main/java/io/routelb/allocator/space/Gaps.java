package io.routelb.allocator.space;

import java.math.BigInteger;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Disjoint ranges of numbers, each under its last number: taking the lowest of a range, the common case, then changes the range and
 * not the tree. Every operation costs the logarithm of the number of ranges.
 */
final class Gaps {
    private final NavigableMap<AddressNumber, Gap> byLast = new TreeMap<>();

    /** A range that ends at the number it is kept under. */
    private static final class Gap {
        private AddressNumber first;

        Gap(AddressNumber first) {
            this.first = first;
        }

        boolean reaches(AddressNumber number) {
            return first.compareTo(number) <= 0;
        }
    }

    /** Adds a range above all others. */
    void append(AddressNumber first, AddressNumber last) {
        if (first.compareTo(last) > 0 || (!byLast.isEmpty() && byLast.lastKey().compareTo(first) >= 0)) {
            throw new IllegalArgumentException(first + " to " + last + " is no range above the others");
        }
        byLast.put(last, new Gap(first));
    }

    Gaps copy() {
        Gaps copy = new Gaps();
        byLast.forEach((last, gap) -> copy.append(gap.first, last));
        return copy;
    }

    Optional<AddressNumber> first() {
        Map.Entry<AddressNumber, Gap> lowest = byLast.firstEntry();
        return lowest == null ? Optional.empty() : Optional.of(lowest.getValue().first);
    }

    boolean contains(AddressNumber number) {
        Map.Entry<AddressNumber, Gap> at = byLast.ceilingEntry(number);
        return at != null && at.getValue().reaches(number);
    }

    /** Takes the number out; false when it was not in. */
    boolean remove(AddressNumber number) {
        Map.Entry<AddressNumber, Gap> at = byLast.ceilingEntry(number);
        if (at == null || !at.getValue().reaches(number)) {
            return false;
        }
        Gap gap = at.getValue();
        if (gap.first.compareTo(number) != 0) {
            byLast.put(number.previous(), new Gap(gap.first));
        }
        if (at.getKey().compareTo(number) == 0) {
            byLast.remove(number);
        } else {
            gap.first = number.next();
        }
        return true;
    }

    /** Puts the number in, joining the ranges it touches; false when it was in. */
    boolean add(AddressNumber number) {
        Map.Entry<AddressNumber, Gap> above = byLast.ceilingEntry(number);
        if (above != null && above.getValue().reaches(number)) {
            return false;
        }
        AddressNumber first = number;
        Map.Entry<AddressNumber, Gap> below = byLast.lowerEntry(number);
        if (below != null && below.getKey().next().compareTo(number) == 0) {
            first = below.getValue().first;
            byLast.remove(below.getKey());
        }
        if (above != null && above.getValue().first.compareTo(number.next()) == 0) {
            above.getValue().first = first;
        } else {
            byLast.put(number, new Gap(first));
        }
        return true;
    }

    /** How many numbers are in; 2^128 at most. */
    BigInteger count() {
        BigInteger count = BigInteger.ZERO;
        for (Map.Entry<AddressNumber, Gap> at : byLast.entrySet()) {
            count = count.add(at.getKey().value())
                    .subtract(at.getValue().first.value())
                    .add(BigInteger.ONE);
        }
        return count;
    }
}
