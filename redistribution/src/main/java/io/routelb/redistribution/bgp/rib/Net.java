package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;

/**
 * A prefix as the tables hold it, in 32 octets of memory instead of the ten times as many of a {@link Prefix}. Both families share it.
 *
 * @param high upper half of an IPv6 address; 0 for IPv4
 * @param low lower half of an IPv6 address, or an IPv4 address
 * @param code length in bits, plus {@link #V4} for IPv4
 */
record Net(long high, long low, int code) {
    private static final int V4 = 0x100;

    static Net of(Prefix prefix) {
        IPAddress network = prefix.network();
        if (network instanceof IPv4Address v4) {
            return new Net(0, Integer.toUnsignedLong(v4.intValue()), V4 | prefix.length());
        }
        ByteBuffer octets = ByteBuffer.wrap(network.getBytes());
        return new Net(octets.getLong(), octets.getLong(), prefix.length());
    }

    IpFamily family() {
        return (code & V4) != 0 ? IpFamily.IPV4 : IpFamily.IPV6;
    }

    int length() {
        return code & ~V4;
    }

    Prefix prefix() {
        return new Prefix(address(), length());
    }

    private IPAddress address() {
        return switch (family()) {
            case IPV4 -> new IPv4Address((int) low);
            case IPV6 ->
                new IPv6Address(
                        ByteBuffer.allocate(16).putLong(high).putLong(low).array());
        };
    }

    /** Whether the other lies inside, or is the same. */
    boolean covers(Net other) {
        if (((code ^ other.code) & V4) != 0 || other.length() < length()) {
            return false;
        }
        int bits = length();
        if (family() == IpFamily.IPV4) {
            return bits == 0 || (low ^ other.low) >>> (32 - bits) == 0;
        }
        if (bits <= 64) {
            return bits == 0 || (high ^ other.high) >>> (64 - bits) == 0;
        }
        return high == other.high && (low ^ other.low) >>> (128 - bits) == 0;
    }

    /** Neighbours differ in the low bits of {@link #low}; the product spreads them. */
    @Override
    public int hashCode() {
        long mixed = (high * 31 + low) * 0x9E37_79B9_7F4A_7C15L + code;
        return (int) (mixed ^ mixed >>> 32);
    }

    @Override
    public String toString() {
        return prefix().toString();
    }
}
