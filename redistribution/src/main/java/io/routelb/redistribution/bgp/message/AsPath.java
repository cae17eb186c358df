package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/** AS_PATH (RFC 4271 section 5.1.2) with 2 or 4 octets an AS as negotiated (RFC 6793 section 4). */
public record AsPath(List<Segment> segments) implements KnownAttribute {
    /** The path of a route that starts in our own AS and stays there. */
    public static final AsPath EMPTY = new AsPath(List.of());

    /** Kinds of segments (RFC 4271 section 4.3, RFC 5065 section 3). */
    public static final int SET = 1;

    public static final int SEQUENCE = 2;
    public static final int CONFED_SEQUENCE = 3;
    public static final int CONFED_SET = 4;

    private static final int MAX_SEGMENT = 255;
    private static final int LARGEST_IN_TWO_OCTETS = 0xFFFF;

    public AsPath {
        segments = List.copyOf(segments);
    }

    /**
     * One segment.
     *
     * @param kind {@link #SET} to {@link #CONFED_SET}
     * @param asns 1 to 255 AS numbers; 23456 stands for one nobody told
     */
    public record Segment(int kind, List<Long> asns) {
        public Segment {
            asns = List.copyOf(asns);
            if (asns.isEmpty() || asns.size() > MAX_SEGMENT) {
                throw new IllegalArgumentException("a segment holds 1 to 255 AS numbers, not " + asns.size());
            }
        }

        boolean confederation() {
            return kind == CONFED_SEQUENCE || kind == CONFED_SET;
        }

        /** What it adds to the length of a path: a set counts as one AS, a confederation's segment not at all (RFC 5065 section 5.3). */
        int length() {
            return switch (kind) {
                case SET -> 1;
                case SEQUENCE -> asns.size();
                default -> 0;
            };
        }
    }

    /** One AS_SEQUENCE of the given AS numbers. */
    public static AsPath sequence(List<Long> asns) {
        return new AsPath(List.of(new Segment(SEQUENCE, asns)));
    }

    /** AS numbers as RFC 4271 section 9.1.2.2 (a) counts them. */
    public int length() {
        return length(segments);
    }

    static int length(List<Segment> segments) {
        int length = 0;
        for (Segment segment : segments) {
            length += segment.length();
        }
        return length;
    }

    /** How often the AS stands in the path, sets and confederations included: more than expected is a loop (RFC 4271 section 9.1.2). */
    public int count(long asn) {
        int count = 0;
        for (Segment segment : segments) {
            count += Collections.frequency(segment.asns, asn);
        }
        return count;
    }

    /** The AS the route was taken over from: the first of the path, unless a set is first (RFC 4271 section 9.1.2.2 c). */
    public OptionalLong neighbour() {
        for (Segment segment : segments) {
            if (!segment.confederation()) {
                return segment.kind == SEQUENCE ? OptionalLong.of(segment.asns.getFirst()) : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    /** The AS the route began in: the last of the path, unless a set is last. */
    public OptionalLong origin() {
        return segments.isEmpty() || segments.getLast().kind != SEQUENCE
                ? OptionalLong.empty()
                : OptionalLong.of(segments.getLast().asns.getLast());
    }

    /** The path when the AS passes the route on, with its number so often before it (RFC 4271 section 5.1.2 b); 1 to 255 times. */
    public AsPath prepend(long asn, int times) {
        List<Long> head = new ArrayList<>(Collections.nCopies(times, asn));
        List<Segment> longer = new ArrayList<>(segments);
        boolean fits = !segments.isEmpty()
                && segments.getFirst().kind == SEQUENCE
                && segments.getFirst().asns.size() + times <= MAX_SEGMENT;
        if (fits) {
            head.addAll(longer.removeFirst().asns);
        }
        longer.addFirst(new Segment(SEQUENCE, head));
        return new AsPath(longer);
    }

    /** Whether a peer that knows 2-octet AS numbers only cannot be told the path in full. */
    boolean needsFourOctets() {
        return segments.stream().anyMatch(each -> each.asns.stream().anyMatch(asn -> asn > LARGEST_IN_TWO_OCTETS));
    }

    static int inTwoOctets(long asn) {
        return asn > LARGEST_IN_TWO_OCTETS ? Open.AS_TRANS : (int) asn;
    }

    static PathAttribute decode(ByteBuffer value, Dialect dialect) throws BgpException {
        AttributeType type = AttributeType.AS_PATH;
        AsPath path = new AsPath(segments(value, dialect.fourOctetAs(), type));
        if (dialect.external() && path.segments.stream().anyMatch(Segment::confederation)) {
            throw type.bad(11, "AS_PATH has segments of a confederation we are not in"); // RFC 5065 section 5
        }
        return path;
    }

    static List<Segment> segments(ByteBuffer value, boolean fourOctets, AttributeType type) throws BgpException {
        List<Segment> segments = new ArrayList<>();
        int width = fourOctets ? 4 : 2;
        while (value.hasRemaining()) {
            int kind = Byte.toUnsignedInt(value.get());
            int count = value.hasRemaining() ? Byte.toUnsignedInt(value.get()) : 0;
            // RFC 7606 section 7.2: unknown kind, no AS numbers, or fewer octets than announced.
            if (kind < SET || kind > CONFED_SET || count == 0 || count * width > value.remaining()) {
                throw type.bad(
                        11, type.name() + " has a segment of kind " + kind + " that does not hold " + count + " AS");
            }
            List<Long> asns = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                long asn = fourOctets ? Integer.toUnsignedLong(value.getInt()) : Short.toUnsignedLong(value.getShort());
                if (asn == 0) {
                    throw type.bad(11, type.name() + " names AS 0"); // RFC 7607 section 2
                }
                asns.add(asn);
            }
            segments.add(new Segment(kind, asns));
        }
        return segments;
    }

    @Override
    public AttributeType type() {
        return AttributeType.AS_PATH;
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
                    out.putShort((short) inTwoOctets(asn));
                }
            }
        }
    }
}
