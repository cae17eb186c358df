package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** LOCAL_PREF, an unsigned 32-bit number; higher is preferred; inside an AS only (RFC 4271 section 5.1.5). */
public record LocalPref(long value) implements PathAttribute {
    static final AttributeType TYPE =
            new AttributeType(5, "LOCAL_PREF", TRANSITIVE, BgpException.Scope.TREAT_AS_WITHDRAW, LocalPref::decode);

    private static LocalPref decode(ByteBuffer value, Dialect dialect) throws BgpException {
        AttributeType.requireLength(value, 4, TYPE);
        return new LocalPref(Integer.toUnsignedLong(value.getInt()));
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
