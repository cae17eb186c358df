package io.routelb.redistribution.bgp.message;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The prefixes of one field of an UPDATE: each a length in bits and as many octets as hold them (RFC 4271 section 4.3, RFC 4760
 * section 5), after a path identifier where that was negotiated (RFC 7911 section 3). Immutable. A full table is hundreds of thousands
 * of prefixes, so that none has more objects here than the one the tables keep.
 */
public final class Nlri {
    private static final int[] NO_IDS = {};

    public static final Nlri NONE = new Nlri(new Net[0], NO_IDS);

    private static final int PATH_ID_LENGTH = 4;

    private final Net[] nets;
    /** One for each prefix, or none. */
    private final int[] pathIds;

    /** Keeps the arrays. */
    Nlri(Net[] nets, int[] pathIds) {
        if (pathIds.length > 0 && pathIds.length != nets.length) {
            throw new IllegalArgumentException(pathIds.length + " path identifiers of " + nets.length + " prefixes");
        }
        this.nets = nets;
        this.pathIds = pathIds;
    }

    /** {@code pathIds}: one for each prefix, 32 bits without a sign; or none, when the field has no identifiers. */
    public Nlri(List<Prefix> prefixes, List<Integer> pathIds) {
        this(
                prefixes.stream().map(Net::of).toArray(Net[]::new),
                pathIds.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Without path identifiers. */
    public Nlri(List<Prefix> prefixes) {
        this(prefixes, List.of());
    }

    /** Takes one prefix after the other. */
    @FunctionalInterface
    public interface Visitor {
        /** {@code pathId} is 0 where the field has none. */
        void visit(Net net, int pathId);
    }

    /** Shows all prefixes in the order of the field. */
    public void forEach(Visitor visitor) {
        for (int i = 0; i < nets.length; i++) {
            visitor.visit(nets[i], pathId(i));
        }
    }

    private int pathId(int at) {
        return pathIds.length == 0 ? 0 : pathIds[at];
    }

    public List<Prefix> prefixes() {
        return Arrays.stream(nets).map(Net::prefix).toList();
    }

    public boolean isEmpty() {
        return nets.length == 0;
    }

    public int size() {
        return nets.length;
    }

    /** These and then the others; both with path identifiers or both without, unless one is empty. */
    Nlri and(Nlri others) {
        if (isEmpty() || others.isEmpty()) {
            return isEmpty() ? others : this;
        }
        Net[] all = Arrays.copyOf(nets, nets.length + others.nets.length);
        System.arraycopy(others.nets, 0, all, nets.length, others.nets.length);
        int[] ids = Arrays.copyOf(pathIds, pathIds.length + others.pathIds.length);
        System.arraycopy(others.pathIds, 0, ids, pathIds.length, others.pathIds.length);
        return new Nlri(all, ids);
    }

    /** Writes all. What has no path identifiers gets 0 where the direction wants them. */
    void encode(IpFamily family, ByteBuffer out, Dialect.Direction send) {
        boolean identified = !isEmpty() && send.addPath().contains(family);
        if (!identified && pathIds.length > 0) {
            throw new IllegalArgumentException("path identifiers were not negotiated");
        }
        for (int i = 0; i < nets.length; i++) {
            if (identified) {
                out.putInt(pathId(i));
            }
            nets[i].write(out);
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
        int count = count(family, in, identified ? PATH_ID_LENGTH : 0);
        Net[] nets = new Net[count];
        int[] pathIds = identified ? new int[count] : NO_IDS;
        for (int i = 0; i < count; i++) {
            if (identified) {
                pathIds[i] = in.getInt();
            }
            nets[i] = Net.read(family, Byte.toUnsignedInt(in.get()), in);
        }
        return new Nlri(nets, pathIds);
    }

    /** How many prefixes stand there; the buffer stays where it is. */
    private static int count(IpFamily family, ByteBuffer in, int identifier) throws BgpException {
        int count = 0;
        int end = in.limit();
        for (int at = in.position(); at < end; count++) {
            at += identifier;
            if (at >= end) {
                throw bad("an " + family.kubernetesName() + " prefix is cut off in its path identifier");
            }
            int bits = Byte.toUnsignedInt(in.get(at));
            at += 1 + Net.octets(bits);
            if (bits > family.bits() || at > end) {
                throw bad("an " + family.kubernetesName() + " prefix of " + bits + " bits does not fit");
            }
        }
        return count;
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Nlri nlri && Arrays.equals(nets, nlri.nets) && Arrays.equals(pathIds, nlri.pathIds);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(nets) + Arrays.hashCode(pathIds);
    }

    @Override
    public String toString() {
        return Arrays.toString(nets) + (pathIds.length == 0 ? "" : " as " + Arrays.toString(pathIds));
    }
}
