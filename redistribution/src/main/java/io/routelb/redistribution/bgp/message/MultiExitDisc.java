package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** MULTI_EXIT_DISC, an unsigned 32-bit number; lower is preferred (RFC 4271 section 5.1.4). */
public record MultiExitDisc(long value) implements PathAttribute {
    static final AttributeType TYPE = new AttributeType(
            4, "MULTI_EXIT_DISC", OPTIONAL, BgpException.Scope.TREAT_AS_WITHDRAW, MultiExitDisc::decode);

    private static MultiExitDisc decode(ByteBuffer value, Dialect dialect) throws BgpException {
        AttributeType.requireLength(value, 4, TYPE);
        return new MultiExitDisc(Integer.toUnsignedLong(value.getInt()));
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
        out.putInt((int) value);
    }
}
