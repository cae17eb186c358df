package io.routelb.redistribution.bgp.message;

import inet.ipaddr.ipv4.IPv4Address;
import java.nio.ByteBuffer;

/** NEXT_HOP of the IPv4 routes in the UPDATE's own fields (RFC 4271 section 5.1.3). */
public record NextHop(IPv4Address address) implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value) throws BgpException {
        AttributeType.NEXT_HOP.requireLength(value, 4);
        return new NextHop(new IPv4Address(value.getInt()));
    }

    @Override
    public AttributeType type() {
        return AttributeType.NEXT_HOP;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        out.putInt(address.intValue());
    }
}
