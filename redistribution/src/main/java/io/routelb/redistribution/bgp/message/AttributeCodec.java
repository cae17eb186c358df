package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One attribute with flags, type and length, and the table of those we read (RFC 4271 section 4.3). */
final class AttributeCodec {
    /** Octets no message of ours or a peer's can exceed. */
    static final int SCRATCH = 65_536;

    private static final Map<Integer, AttributeType> TYPES = Stream.of(
                    Origin.TYPE,
                    AsPath.TYPE,
                    NextHop.TYPE,
                    MultiExitDisc.TYPE,
                    LocalPref.TYPE,
                    AtomicAggregate.TYPE,
                    Communities.TYPE,
                    MpReach.TYPE,
                    MpUnreach.TYPE,
                    As4Path.TYPE)
            .collect(Collectors.toUnmodifiableMap(AttributeType::code, Function.identity()));

    private AttributeCodec() {}

    static void encode(List<PathAttribute> attributes, ByteBuffer out, Dialect dialect) {
        for (PathAttribute attribute : attributes) {
            ByteBuffer value = ByteBuffer.allocate(SCRATCH);
            attribute.encodeValue(value, dialect);
            int length = value.flip().remaining();
            boolean extended = length > 255;
            out.put((byte) (attribute.flags() | (extended ? PathAttribute.EXTENDED_LENGTH : 0)));
            out.put((byte) attribute.typeCode());
            if (extended) {
                out.putShort((short) length);
            } else {
                out.put((byte) length);
            }
            out.put(value);
        }
    }

    /** Reads a value whose flags, type and length have been taken already. */
    static PathAttribute decode(int flags, int code, ByteBuffer value, Dialect dialect) throws BgpException {
        AttributeType type = TYPES.get(code);
        int plainFlags = flags & ~PathAttribute.EXTENDED_LENGTH;
        if (type == null) {
            if ((flags & PathAttribute.OPTIONAL) == 0) {
                // RFC 4271 section 6.3; RFC 7606 leaves this one a reset.
                throw BgpException.update(
                        BgpException.Scope.SESSION_RESET,
                        2,
                        whole(flags, code, value),
                        "well-known attribute " + code + " is unknown");
            }
            return new UnknownAttribute(plainFlags, code, Octets.take(value, value.remaining()));
        }
        int decisive = PathAttribute.OPTIONAL | PathAttribute.TRANSITIVE;
        if ((flags & decisive) != type.flags()) {
            // RFC 7606 section 3 (c). A flag error is the same size as a malformed value.
            throw BgpException.update(
                    type.verdict(dialect),
                    4,
                    whole(flags, code, value),
                    type.name() + " has flags 0x" + Integer.toHexString(flags));
        }
        try {
            return type.decoder().decode(value, dialect);
        } catch (BgpException e) {
            boolean routesUnknown = e.scope() == BgpException.Scope.SESSION_RESET;
            throw routesUnknown ? e : e.withScope(type.verdict(dialect));
        }
    }

    private static Octets whole(int flags, int code, ByteBuffer value) {
        ByteBuffer copy = ByteBuffer.allocate(value.remaining() + 4);
        copy.put((byte) (flags | PathAttribute.EXTENDED_LENGTH)).put((byte) code);
        copy.putShort((short) value.remaining()).put(value.duplicate());
        return Octets.of(copy.array());
    }
}
