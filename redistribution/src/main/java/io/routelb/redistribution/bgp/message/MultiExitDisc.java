package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** MULTI_EXIT_DISC, an unsigned 32-bit number; lower is preferred (RFC 4271 section 5.1.4). */
public record MultiExitDisc(long value) implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value) throws BgpException {
        AttributeType.MULTI_EXIT_DISC.requireLength(value, 4);
        return new MultiExitDisc(Integer.toUnsignedLong(value.getInt()));
    }

    @Override
    public AttributeType type() {
        return AttributeType.MULTI_EXIT_DISC;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        out.putInt((int) value);
    }
}
