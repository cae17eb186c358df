package io.routelb.redistribution.bgp.message;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The prefixes of one field of an UPDATE: each a length in bits and as many octets as hold them (RFC 4271 section 4.3, RFC 4760
 * section 5), after a path identifier where that was negotiated (RFC 7911 section 3).
 *
 * @param pathIds one for each prefix, 32 bits without a sign; or none, when the field has no identifiers
 */
public record Nlri(List<Prefix> prefixes, List<Integer> pathIds) {
    public static final Nlri NONE = new Nlri(List.of());

    private static final int PATH_ID_LENGTH = 4;

    public Nlri {
        prefixes = List.copyOf(prefixes);
        pathIds = List.copyOf(pathIds);
        if (!pathIds.isEmpty() && pathIds.size() != prefixes.size()) {
            throw new IllegalArgumentException(
                    pathIds.size() + " path identifiers of " + prefixes.size() + " prefixes");
        }
    }

    /** Without path identifiers. */
    public Nlri(List<Prefix> prefixes) {
        this(prefixes, List.of());
    }

    /** Takes one prefix after the other. */
    @FunctionalInterface
    public interface Visitor {
        /** {@code pathId} is 0 where the field has none. */
        void visit(Prefix prefix, int pathId);
    }

    /** Shows all prefixes in the order of the field. */
    public void forEach(Visitor visitor) {
        for (int i = 0; i < prefixes.size(); i++) {
            visitor.visit(prefixes.get(i), pathIds.isEmpty() ? 0 : pathIds.get(i));
        }
    }

    public boolean isEmpty() {
        return prefixes.isEmpty();
    }

    public int size() {
        return prefixes.size();
    }

    /** These and then the others; both with path identifiers or both without, unless one is empty. */
    Nlri and(Nlri others) {
        if (isEmpty() || others.isEmpty()) {
            return isEmpty() ? others : this;
        }
        List<Prefix> all = new ArrayList<>(prefixes);
        all.addAll(others.prefixes);
        List<Integer> ids = new ArrayList<>(pathIds);
        ids.addAll(others.pathIds);
        return new Nlri(all, ids);
    }

    /** Octets the prefix takes, without a path identifier. */
    public static int size(Prefix prefix) {
        return 1 + octets(prefix.length());
    }

    private static int octets(int bits) {
        return (bits + 7) / 8;
    }

    /** Writes all. What has no path identifiers gets 0 where the direction wants them. */
    void encode(IpFamily family, ByteBuffer out, Dialect.Direction send) {
        boolean identified = send.addPath().contains(family);
        if (!identified && !pathIds.isEmpty()) {
            throw new IllegalArgumentException("path identifiers were not negotiated");
        }
        for (int i = 0; i < prefixes.size(); i++) {
            Prefix prefix = prefixes.get(i);
            if (identified) {
                out.putInt(pathIds.isEmpty() ? 0 : pathIds.get(i));
            }
            out.put((byte) prefix.length());
            putAddress(prefix.network(), octets(prefix.length()), out);
        }
    }

    /** Without {@link IPAddress#getBytes}, which keeps a copy of the octets with each address. */
    private static void putAddress(IPAddress address, int octets, ByteBuffer out) {
        int segmentOctets = address.getBytesPerSegment();
        for (int i = 0; i < octets; i++) {
            int segment = address.getSegment(i / segmentOctets).getSegmentValue();
            out.put((byte) (segmentOctets == 1 || i % 2 == 1 ? segment : segment >> 8));
        }
    }

    /**
     * All prefixes of the buffer. Bits beyond the length are of no account (RFC 4271 section 4.3).
     *
     * @throws BgpException 3/10 when a length is out of range or the octets run out; the routes meant cannot be told any more, so
     *     the session has to end (RFC 7606 section 5.3)
     */
    static Nlri decode(IpFamily family, ByteBuffer in, Dialect.Direction receive) throws BgpException {
        if (!in.hasRemaining()) {
            return NONE;
        }
        boolean identified = receive.addPath().contains(family);
        int least = 1 + (identified ? PATH_ID_LENGTH : 0);
        List<Prefix> prefixes = new ArrayList<>(in.remaining() / (least + 2) + 1);
        List<Integer> pathIds = new ArrayList<>(0);
        byte[] address = new byte[family.bits() / 8];
        int widest = family.bits();
        while (in.hasRemaining()) {
            if (in.remaining() < least) {
                throw bad("an " + family.kubernetesName() + " prefix is cut off in its path identifier");
            }
            if (identified) {
                pathIds.add(in.getInt());
            }
            int bits = Byte.toUnsignedInt(in.get());
            int octets = octets(bits);
            if (bits > widest || octets > in.remaining()) {
                throw bad("an " + family.kubernetesName() + " prefix of " + bits + " bits does not fit");
            }
            Arrays.fill(address, octets, address.length, (byte) 0);
            in.get(address, 0, octets);
            prefixes.add(Prefix.containing(address(family, address), bits));
        }
        return new Nlri(prefixes, pathIds);
    }

    private static BgpException bad(String sentence) {
        return BgpException.reset(Notification.UPDATE_ERROR, 10, Octets.EMPTY, sentence);
    }

    static IPAddress address(IpFamily family, byte[] octets) {
        return switch (family) {
            case IPV4 ->
                new IPv4Address(((octets[0] & 0xFF) << 24)
                        | ((octets[1] & 0xFF) << 16)
                        | ((octets[2] & 0xFF) << 8)
                        | (octets[3] & 0xFF));
            case IPV6 -> new IPv6Address(octets);
        };
    }
}
