package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** AS_PATH (RFC 4271 section 5.1.2) with 2 or 4 octets an AS as negotiated (RFC 6793 section 4). */
public record AsPath(List<Segment> segments) implements PathAttribute {
    /** The path of a route that starts in our own AS and stays there. */
    public static final AsPath EMPTY = new AsPath(List.of());

    static final AttributeType TYPE =
            new AttributeType(2, "AS_PATH", TRANSITIVE, BgpException.Scope.TREAT_AS_WITHDRAW, AsPath::decode);

    private static final int SEQUENCE = 2;
    private static final int CONFED_SET = 4;
    private static final int MAX_SEGMENT = 255;

    public AsPath {
        segments = List.copyOf(segments);
    }

    /**
     * One segment.
     *
     * @param kind 1 set, 2 sequence, 3 confederation sequence, 4 confederation set (RFC 5065)
     * @param asns 1 to 255 AS numbers as received, 0 and 23456 included
     */
    public record Segment(int kind, List<Long> asns) {
        public Segment {
            asns = List.copyOf(asns);
            if (asns.isEmpty() || asns.size() > MAX_SEGMENT) {
                throw new IllegalArgumentException("a segment holds 1 to 255 AS numbers, not " + asns.size());
            }
        }
    }

    /** One AS_SEQUENCE of the given AS numbers. */
    public static AsPath sequence(List<Long> asns) {
        return new AsPath(List.of(new Segment(SEQUENCE, asns)));
    }

    private static AsPath decode(ByteBuffer value, Dialect dialect) throws BgpException {
        return new AsPath(segments(value, dialect.fourOctetAs(), TYPE));
    }

    static List<Segment> segments(ByteBuffer value, boolean fourOctets, AttributeType type) throws BgpException {
        List<Segment> segments = new ArrayList<>();
        int width = fourOctets ? 4 : 2;
        while (value.hasRemaining()) {
            int kind = Byte.toUnsignedInt(value.get());
            int count = value.hasRemaining() ? Byte.toUnsignedInt(value.get()) : 0;
            // RFC 7606 section 7.2: unknown kind, no AS numbers, or fewer octets than announced.
            if (kind < 1 || kind > CONFED_SET || count == 0 || count * width > value.remaining()) {
                throw type.bad(
                        11, type.name() + " has a segment of kind " + kind + " that does not hold " + count + " AS");
            }
            List<Long> asns = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                asns.add(fourOctets ? Integer.toUnsignedLong(value.getInt()) : Short.toUnsignedLong(value.getShort()));
            }
            segments.add(new Segment(kind, asns));
        }
        return segments;
    }

    @Override
    public int typeCode() {
        return TYPE.code();
    }

    @Override
    public int flags() {
        return TYPE.flags();
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        encode(segments, out, dialect.fourOctetAs());
    }

    static void encode(List<Segment> segments, ByteBuffer out, boolean fourOctets) {
        for (Segment segment : segments) {
            out.put((byte) segment.kind).put((byte) segment.asns.size());
            for (long asn : segment.asns) {
                if (fourOctets) {
                    out.putInt((int) asn);
                } else {
                    out.putShort((short) (asn > 0xFFFF ? Open.AS_TRANS : asn));
                }
            }
        }
    }
}
