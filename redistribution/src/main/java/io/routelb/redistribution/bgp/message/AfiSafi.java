package io.routelb.redistribution.bgp.message;

import io.routelb.model.IpFamily;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An address family and subsequent address family as IANA numbers them (RFC 4760 section 3). */
public record AfiSafi(int afi, int safi) {
    public static final AfiSafi IPV4_UNICAST = new AfiSafi(1, 1);
    public static final AfiSafi IPV6_UNICAST = new AfiSafi(2, 1);

    static final int OCTETS = 3;

    /** Unicast of the family. */
    public static AfiSafi unicast(IpFamily family) {
        return switch (family) {
            case IPV4 -> IPV4_UNICAST;
            case IPV6 -> IPV6_UNICAST;
        };
    }

    /** The IP family when this is its unicast, else empty: not ours to read. */
    public Optional<IpFamily> unicast() {
        if (equals(IPV4_UNICAST)) {
            return Optional.of(IpFamily.IPV4);
        }
        return equals(IPV6_UNICAST) ? Optional.of(IpFamily.IPV6) : Optional.empty();
    }

    static AfiSafi decode(ByteBuffer in) {
        int afi = Short.toUnsignedInt(in.getShort());
        return new AfiSafi(afi, Byte.toUnsignedInt(in.get()));
    }

    void encode(ByteBuffer out) {
        out.putShort((short) afi).put((byte) safi);
    }
}
