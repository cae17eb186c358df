package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** ONLY_TO_CUSTOMER: the AS that sent the route down or sideways; from there it only goes down (RFC 9234 section 5). */
public record OnlyToCustomer(long asn, boolean partial) implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value, boolean partial) throws BgpException {
        AttributeType.ONLY_TO_CUSTOMER.requireLength(value, 4);
        return new OnlyToCustomer(Integer.toUnsignedLong(value.getInt()), partial);
    }

    /** As we set it. */
    public OnlyToCustomer(long asn) {
        this(asn, false);
    }

    @Override
    public AttributeType type() {
        return AttributeType.ONLY_TO_CUSTOMER;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        out.putInt((int) asn);
    }
}
