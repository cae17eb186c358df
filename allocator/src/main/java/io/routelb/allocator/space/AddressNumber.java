package io.routelb.allocator.space;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.IpFamily;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An address as an unsigned number of 128 bits; an IPv4 address uses the lower 32. Says nothing of the family: one structure holds
 * one family. Exists because comparing two of these costs a hundredth of comparing two {@link IPAddress}, whose hash codes are, besides,
 * shared by neighbours.
 */
record AddressNumber(long high, long low) implements Comparable<AddressNumber> {
    static AddressNumber of(IPAddress address) {
        if (address.isIPv4()) {
            return new AddressNumber(0, address.toIPv4().longValue());
        }
        long[] halves = address.toIPv6().longValues();
        return new AddressNumber(halves[0], halves[1]);
    }

    IPAddress address(IpFamily family) {
        return switch (family) {
            case IPV4 -> new IPv4Address((int) low);
            case IPV6 -> new IPv6Address(high, low);
        };
    }

    /** The number after it; after the highest there is comes 0, so ask only below some other number. */
    AddressNumber next() {
        return low == -1 ? new AddressNumber(high + 1, 0) : new AddressNumber(high, low + 1);
    }

    /** The number before it; before 0 comes the highest there is, so ask only above some other number. */
    AddressNumber previous() {
        return low == 0 ? new AddressNumber(high - 1, -1) : new AddressNumber(high, low - 1);
    }

    BigInteger value() {
        return unsigned(high).shiftLeft(Long.SIZE).or(unsigned(low));
    }

    /** Written out, as is the hash code: what a record is given by itself takes the first compiler several times as long. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressNumber number && high == number.high && low == number.low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    @Override
    public int compareTo(AddressNumber other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    private static BigInteger unsigned(long half) {
        BigInteger value = BigInteger.valueOf(half & Long.MAX_VALUE);
        return half < 0 ? value.setBit(Long.SIZE - 1) : value;
    }
}
