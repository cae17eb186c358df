package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** LOCAL_PREF, an unsigned 32-bit number; higher is preferred; inside an AS only (RFC 4271 section 5.1.5). */
public record LocalPref(long value) implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value) throws BgpException {
        AttributeType.LOCAL_PREF.requireLength(value, 4);
        return new LocalPref(Integer.toUnsignedLong(value.getInt()));
    }

    @Override
    public AttributeType type() {
        return AttributeType.LOCAL_PREF;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        out.putInt((int) value);
    }
}
