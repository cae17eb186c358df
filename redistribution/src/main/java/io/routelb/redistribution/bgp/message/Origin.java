package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** ORIGIN (RFC 4271 section 5.1.1): 0 IGP, 1 EGP, 2 INCOMPLETE. */
public record Origin(int value) implements PathAttribute {
    public static final Origin IGP = new Origin(0);

    static final AttributeType TYPE =
            new AttributeType(1, "ORIGIN", TRANSITIVE, BgpException.Scope.TREAT_AS_WITHDRAW, Origin::decode);

    private static Origin decode(ByteBuffer value, Dialect dialect) throws BgpException {
        AttributeType.requireLength(value, 1, TYPE);
        int origin = Byte.toUnsignedInt(value.get());
        if (origin > 2) {
            throw TYPE.bad(6, "ORIGIN " + origin + " is not defined");
        }
        return new Origin(origin);
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
        out.put((byte) value);
    }
}
