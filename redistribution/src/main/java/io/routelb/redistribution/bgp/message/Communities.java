package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** COMMUNITIES (RFC 1997): 32-bit values, usually written as two halves. At least one. */
public record Communities(List<Integer> values, boolean partial) implements KnownAttribute {
    /** RFC 8326: the path will go away, others are to be preferred. */
    public static final int GRACEFUL_SHUTDOWN = 0xFFFF_0000;
    /** RFC 9494 section 4.2: kept beyond the restart time, others are to be preferred. */
    public static final int LLGR_STALE = 0xFFFF_0006;
    /** RFC 9494 section 4.2: not to be kept beyond the restart time. */
    public static final int NO_LLGR = 0xFFFF_0007;
    /** RFC 7999: traffic is to be dropped. */
    public static final int BLACKHOLE = 0xFFFF_029A;
    /** RFC 1997: not to other ASes. */
    public static final int NO_EXPORT = 0xFFFF_FF01;
    /** RFC 1997: to nobody. */
    public static final int NO_ADVERTISE = 0xFFFF_FF02;
    /** RFC 1997: not to other ASes, those of the own confederation included. */
    public static final int NO_EXPORT_SUBCONFED = 0xFFFF_FF03;

    static PathAttribute decode(ByteBuffer value, boolean partial) throws BgpException {
        AttributeType.COMMUNITIES.requireMultiple(value, 4);
        List<Integer> found = new ArrayList<>(value.remaining() / 4);
        while (value.hasRemaining()) {
            found.add(value.getInt());
        }
        return new Communities(found, partial);
    }

    public Communities {
        values = List.copyOf(values);
    }

    /** As we set them. */
    public Communities(List<Integer> values) {
        this(values, false);
    }

    public boolean contains(int community) {
        return values.contains(community);
    }

    /** These and the given one. */
    public Communities with(int community) {
        if (contains(community)) {
            return this;
        }
        List<Integer> more = new ArrayList<>(values);
        more.add(community);
        return new Communities(more, partial);
    }

    /** The name of a well-known one, else both halves in decimal: {@code 64512:100}. */
    public static String text(int community) {
        return switch (community) {
            case GRACEFUL_SHUTDOWN -> "GRACEFUL_SHUTDOWN";
            case LLGR_STALE -> "LLGR_STALE";
            case NO_LLGR -> "NO_LLGR";
            case BLACKHOLE -> "BLACKHOLE";
            case NO_EXPORT -> "NO_EXPORT";
            case NO_ADVERTISE -> "NO_ADVERTISE";
            case NO_EXPORT_SUBCONFED -> "NO_EXPORT_SUBCONFED";
            default -> (community >>> 16) + ":" + (community & 0xFFFF);
        };
    }

    @Override
    public AttributeType type() {
        return AttributeType.COMMUNITIES;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        values.forEach(out::putInt);
    }
}
