package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** LARGE_COMMUNITIES (RFC 8092). At least one, none twice, in the order they came. */
public record LargeCommunities(Set<Value> values, boolean partial) implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value, boolean partial) throws BgpException {
        AttributeType.LARGE_COMMUNITIES.requireMultiple(value, 12);
        Set<Value> found = new LinkedHashSet<>();
        while (value.hasRemaining()) {
            found.add(new Value(number(value), number(value), number(value)));
        }
        return new LargeCommunities(found, partial);
    }

    private static long number(ByteBuffer in) {
        return Integer.toUnsignedLong(in.getInt());
    }

    public LargeCommunities {
        values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }

    /** As we set them. */
    public LargeCommunities(Collection<Value> values) {
        this(new LinkedHashSet<>(values), false);
    }

    /** One of them: three unsigned 32-bit numbers, the first an AS. */
    public record Value(long global, long local1, long local2) {
        @Override
        public String toString() {
            return global + ":" + local1 + ":" + local2;
        }
    }

    @Override
    public AttributeType type() {
        return AttributeType.LARGE_COMMUNITIES;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        values.forEach(
                each -> out.putInt((int) each.global).putInt((int) each.local1).putInt((int) each.local2));
    }
}
