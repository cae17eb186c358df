package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** ATOMIC_AGGREGATE: somebody aggregated and lost detail (RFC 4271 section 5.1.6). */
public record AtomicAggregate() implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value) throws BgpException {
        AttributeType.ATOMIC_AGGREGATE.requireLength(value, 0);
        return new AtomicAggregate();
    }

    @Override
    public AttributeType type() {
        return AttributeType.ATOMIC_AGGREGATE;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        // No value: being there says it all.
    }
}
