package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** EXTENDED_COMMUNITIES (RFC 4360, RFC 5668): 64-bit values; the first octet is the type, usually the second a subtype. At least one. */
public record ExtendedCommunities(List<Long> values, boolean partial) implements KnownAttribute {
    /** Bit of the type (RFC 4360 section 2). */
    private static final long NON_TRANSITIVE = 0x4000_0000_0000_0000L;

    private static final long LINK_BANDWIDTH = 0x0004_0000_0000_0000L;

    static PathAttribute decode(ByteBuffer value, boolean partial) throws BgpException {
        AttributeType.EXTENDED_COMMUNITIES.requireMultiple(value, 8);
        List<Long> found = new ArrayList<>(value.remaining() / 8);
        while (value.hasRemaining()) {
            found.add(value.getLong());
        }
        return new ExtendedCommunities(found, partial);
    }

    public ExtendedCommunities {
        values = List.copyOf(values);
    }

    /** As we set them. */
    public ExtendedCommunities(List<Long> values) {
        this(values, false);
    }

    /**
     * A link bandwidth (draft-ietf-idr-link-bandwidth section 2), which goes to the next AS at most.
     *
     * @param asn of the AS that sets it; one of 4 octets stands as AS_TRANS
     * @param bytesPerSecond not negative
     */
    public static long linkBandwidth(long asn, float bytesPerSecond) {
        return NON_TRANSITIVE
                | LINK_BANDWIDTH
                | (long) AsPath.inTwoOctets(asn) << 32
                | Integer.toUnsignedLong(Float.floatToIntBits(bytesPerSecond));
    }

    /** The link bandwidth in bytes per second, when there is a usable one, be it transitive or not. */
    public OptionalDouble linkBandwidth() {
        for (long each : values) {
            float bytesPerSecond = Float.intBitsToFloat((int) each);
            boolean bandwidth = (each & ~NON_TRANSITIVE) >>> 48 == LINK_BANDWIDTH >>> 48;
            if (bandwidth && Float.isFinite(bytesPerSecond) && bytesPerSecond >= 0) {
                return OptionalDouble.of(bytesPerSecond);
            }
        }
        return OptionalDouble.empty();
    }

    /** Those that go on to other ASes (RFC 4360 section 6); empty when there are none. */
    public Optional<ExtendedCommunities> transitive() {
        List<Long> left =
                values.stream().filter(each -> (each & NON_TRANSITIVE) == 0).toList();
        return left.isEmpty() ? Optional.empty() : Optional.of(new ExtendedCommunities(left, partial));
    }

    @Override
    public AttributeType type() {
        return AttributeType.EXTENDED_COMMUNITIES;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        values.forEach(out::putLong);
    }
}
