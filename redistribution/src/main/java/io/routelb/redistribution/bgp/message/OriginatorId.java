package io.routelb.redistribution.bgp.message;

import inet.ipaddr.ipv4.IPv4Address;
import java.nio.ByteBuffer;

/** ORIGINATOR_ID: who brought a reflected route into the AS (RFC 4456 section 8). */
public record OriginatorId(IPv4Address routerId) implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value) throws BgpException {
        AttributeType.ORIGINATOR_ID.requireLength(value, 4);
        return new OriginatorId(new IPv4Address(value.getInt()));
    }

    @Override
    public AttributeType type() {
        return AttributeType.ORIGINATOR_ID;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        out.putInt(routerId.intValue());
    }
}
