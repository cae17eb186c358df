package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** One attribute with flags, type and length (RFC 4271 section 4.3). */
final class AttributeCodec {
    private static final int DECISIVE = PathAttribute.OPTIONAL | PathAttribute.TRANSITIVE;
    private static final int ONE_OCTET_LENGTH = 255;

    private AttributeCodec() {}

    static void encode(List<PathAttribute> attributes, ByteBuffer out, Dialect dialect) {
        if (attributes instanceof SharedAttributes.InUpdate known) {
            known.encode(out, dialect);
            return;
        }
        for (PathAttribute attribute : TwoOctetAs.split(attributes, dialect)) {
            encode(attribute, out, dialect);
        }
    }

    static void encode(PathAttribute attribute, ByteBuffer out, Dialect dialect) {
        int start = out.position();
        out.putShort((short) 0).put((byte) 0);
        attribute.encodeValue(out, dialect);
        int length = out.position() - start - 3;
        out.put(start + 1, (byte) attribute.typeCode());
        if (length <= ONE_OCTET_LENGTH) {
            out.put(start, (byte) attribute.flags());
            out.put(start + 2, (byte) length);
        } else {
            // The length takes one octet more, which is only known now.
            out.put((byte) 0);
            out.put(start + 4, out, start + 3, length);
            out.put(start, (byte) (attribute.flags() | PathAttribute.EXTENDED_LENGTH));
            out.putShort(start + 2, (short) length);
        }
    }

    /**
     * Reads a value whose flags, type and length have been taken already; empty when it is of no account and nothing is wrong.
     *
     * @throws BgpException with the verdict of {@link AttributeType}
     */
    static Optional<PathAttribute> decode(int flags, int code, ByteBuffer value, Dialect dialect) throws BgpException {
        int plainFlags = flags & ~PathAttribute.EXTENDED_LENGTH;
        Optional<AttributeType> known = AttributeType.of(code);
        if (known.isEmpty()) {
            if ((flags & PathAttribute.OPTIONAL) == 0) {
                // RFC 4271 section 6.3; RFC 7606 leaves this one a reset.
                throw BgpException.reset(
                        Notification.UPDATE_ERROR,
                        2,
                        whole(flags, code, value),
                        "well-known attribute " + code + " is unknown");
            }
            return Optional.of(new UnknownAttribute(plainFlags, code, Octets.take(value, value.remaining())));
        }
        AttributeType type = known.get();
        if (type.use() == AttributeType.Use.TWO_OCTET_AS && dialect.fourOctetAs()) {
            return Optional.empty();
        }
        if (type.use() == AttributeType.Use.INTERNAL && dialect.external()) {
            throw BgpException.update(
                    BgpException.Scope.ATTRIBUTE_DISCARD, 5, Octets.EMPTY, type.name() + " comes from another AS");
        }
        if ((flags & DECISIVE) != type.flags()) {
            // RFC 7606 section 3 (c)
            String sentence = type.name() + " has flags 0x" + Integer.toHexString(flags);
            throw type.onFlags() == BgpException.Scope.FAMILY_DISABLE
                    ? MpReach.unreadable(value, sentence)
                    : BgpException.update(type.onFlags(), 4, whole(flags, code, value), sentence);
        }
        try {
            boolean partial = (flags & PathAttribute.PARTIAL) != 0;
            return Optional.of(value(type, value.duplicate(), dialect, partial));
        } catch (BgpException e) {
            throw e.about(whole(flags, code, value));
        }
    }

    private static PathAttribute value(AttributeType type, ByteBuffer value, Dialect dialect, boolean partial)
            throws BgpException {
        return switch (type) {
            case ORIGIN -> Origin.decode(value);
            case AS_PATH -> AsPath.decode(value, dialect);
            case NEXT_HOP -> NextHop.decode(value);
            case MULTI_EXIT_DISC -> MultiExitDisc.decode(value);
            case LOCAL_PREF -> LocalPref.decode(value);
            case ATOMIC_AGGREGATE -> AtomicAggregate.decode(value);
            case AGGREGATOR -> Aggregator.decode(value, dialect, partial);
            case COMMUNITIES -> Communities.decode(value, partial);
            case ORIGINATOR_ID -> OriginatorId.decode(value);
            case CLUSTER_LIST -> ClusterList.decode(value);
            case MP_REACH_NLRI -> MpReach.decode(value, dialect);
            case MP_UNREACH_NLRI -> MpUnreach.decode(value, dialect);
            case EXTENDED_COMMUNITIES -> ExtendedCommunities.decode(value, partial);
            case AS4_PATH -> As4Path.decode(value);
            case AS4_AGGREGATOR -> As4Aggregator.decode(value);
            case LARGE_COMMUNITIES -> LargeCommunities.decode(value, partial);
            case ONLY_TO_CUSTOMER -> OnlyToCustomer.decode(value, partial);
        };
    }

    private static Octets whole(int flags, int code, ByteBuffer value) {
        ByteBuffer copy = ByteBuffer.allocate(value.remaining() + 4);
        copy.put((byte) (flags | PathAttribute.EXTENDED_LENGTH)).put((byte) code);
        copy.putShort((short) value.remaining()).put(value.duplicate());
        return Octets.of(copy.array());
    }
}
