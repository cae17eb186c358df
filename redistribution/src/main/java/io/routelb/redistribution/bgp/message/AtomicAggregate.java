package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** ATOMIC_AGGREGATE: somebody aggregated and lost detail (RFC 4271 section 5.1.6). */
public record AtomicAggregate() implements PathAttribute {
    static final AttributeType TYPE = new AttributeType(
            6, "ATOMIC_AGGREGATE", TRANSITIVE, BgpException.Scope.ATTRIBUTE_DISCARD, AtomicAggregate::decode);

    private static AtomicAggregate decode(ByteBuffer value, Dialect dialect) throws BgpException {
        AttributeType.requireLength(value, 0, TYPE);
        return new AtomicAggregate();
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
        // No value: being there says it all.
    }
}
