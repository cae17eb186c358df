package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** ORIGIN (RFC 4271 section 5.1.1): 0 IGP, 1 EGP, 2 INCOMPLETE. */
public record Origin(int value) implements KnownAttribute {
    public static final Origin IGP = new Origin(0);

    static PathAttribute decode(ByteBuffer value) throws BgpException {
        AttributeType.ORIGIN.requireLength(value, 1);
        int origin = Byte.toUnsignedInt(value.get());
        if (origin > 2) {
            throw AttributeType.ORIGIN.bad(6, "ORIGIN " + origin + " is not defined");
        }
        return new Origin(origin);
    }

    @Override
    public AttributeType type() {
        return AttributeType.ORIGIN;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        out.put((byte) value);
    }
}
