package io.routelb.redistribution.bgp.message;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Prefixes on the wire: a length in bits and as many octets as hold them (RFC 4271 section 4.3, RFC 4760 section 5). */
public final class Nlri {
    private Nlri() {}

    /** Octets the prefix takes. */
    public static int size(Prefix prefix) {
        return 1 + octets(prefix.length());
    }

    private static int octets(int bits) {
        return (bits + 7) / 8;
    }

    static void encode(Collection<Prefix> prefixes, ByteBuffer out) {
        for (Prefix prefix : prefixes) {
            out.put((byte) prefix.length());
            out.put(prefix.network().getBytes(), 0, octets(prefix.length()));
        }
    }

    /**
     * All prefixes of the buffer. Bits beyond the length are of no account (RFC 4271 section 4.3).
     *
     * @throws BgpException 3/10 when a length is out of range or the octets run out; the routes meant cannot be told any more, so
     *     the session has to end (RFC 7606 section 5.3)
     */
    static List<Prefix> decode(IpFamily family, ByteBuffer in) throws BgpException {
        List<Prefix> prefixes = new ArrayList<>();
        byte[] address = new byte[family.bits() / 8];
        while (in.hasRemaining()) {
            int bits = Byte.toUnsignedInt(in.get());
            int octets = octets(bits);
            if (bits > family.bits() || octets > in.remaining()) {
                throw BgpException.reset(
                        Notification.UPDATE_ERROR,
                        10,
                        Octets.EMPTY,
                        "an " + family.kubernetesName() + " prefix of " + bits + " bits does not fit");
            }
            Arrays.fill(address, octets, address.length, (byte) 0);
            in.get(address, 0, octets);
            prefixes.add(Prefix.containing(address(family, address), bits));
        }
        return prefixes;
    }

    static IPAddress address(IpFamily family, byte[] octets) {
        return switch (family) {
            case IPV4 -> new IPv4Address(octets);
            case IPV6 -> new IPv6Address(octets);
        };
    }
}
