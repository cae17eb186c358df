package io.routelb.redistribution.bgp.message;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;

/**
 * A prefix as messages and tables hold it, in 32 octets of memory instead of the ten times as many of a {@link Prefix}. Both families
 * share it.
 *
 * @param high upper half of an IPv6 address; 0 for IPv4
 * @param low lower half of an IPv6 address, or an IPv4 address
 * @param code length in bits, plus {@link #V4} for IPv4
 */
public record Net(long high, long low, int code) {
    private static final int V4 = 0x100;

    public static Net of(Prefix prefix) {
        IPAddress network = prefix.network();
        if (network instanceof IPv4Address v4) {
            return new Net(0, Integer.toUnsignedLong(v4.intValue()), V4 | prefix.length());
        }
        ByteBuffer octets = ByteBuffer.wrap(network.getBytes());
        return new Net(octets.getLong(), octets.getLong(), prefix.length());
    }

    /**
     * The prefix whose first octets come next in the buffer, as many as hold {@code bits}. Bits beyond are of no account (RFC 4271
     * section 4.3).
     */
    static Net read(IpFamily family, int bits, ByteBuffer in) {
        int octets = octets(bits);
        if (family == IpFamily.IPV4) {
            return new Net(0, head(in, octets, 4, bits), V4 | bits);
        }
        int upper = Math.min(octets, 8);
        long high = head(in, upper, 8, Math.min(bits, 64));
        return new Net(high, head(in, octets - upper, 8, Math.max(0, bits - 64)), bits);
    }

    /** A number of {@code width} octets of which the buffer has the first, and of which the first {@code bits} count. */
    private static long head(ByteBuffer in, int octets, int width, int bits) {
        long value = 0;
        for (int i = 0; i < octets; i++) {
            value = (value << 8) | Byte.toUnsignedLong(in.get());
        }
        return bits == 0 ? 0 : (value << (8 * (width - octets))) & (-1L << (8 * width - bits));
    }

    /** Octets that hold so many bits. */
    static int octets(int bits) {
        return (bits + 7) / 8;
    }

    /** Octets it takes in an UPDATE, without a path identifier. */
    public int size() {
        return 1 + octets(length());
    }

    /** Writes length and octets. */
    void write(ByteBuffer out) {
        int bits = length();
        out.put((byte) bits);
        boolean v4 = (code & V4) != 0;
        int octets = octets(bits);
        for (int i = 0; i < octets; i++) {
            long half = v4 || i >= 8 ? low : high;
            int last = v4 ? 3 : i < 8 ? 7 : 15;
            out.put((byte) (half >>> (8 * (last - i))));
        }
    }

    public IpFamily family() {
        return (code & V4) != 0 ? IpFamily.IPV4 : IpFamily.IPV6;
    }

    /** In bits. */
    public int length() {
        return code & ~V4;
    }

    public Prefix prefix() {
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
    public boolean covers(Net other) {
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

    /** As a record's own, which takes several times as long in code that is compiled quickly. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Net net && low == net.low && high == net.high && code == net.code;
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
