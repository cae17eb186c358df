package io.routelb.redistribution.bgp.message;

import inet.ipaddr.ipv4.IPv4Address;
import java.nio.ByteBuffer;

/** NEXT_HOP of the IPv4 routes in the UPDATE's own fields (RFC 4271 section 5.1.3). */
public record NextHop(IPv4Address address) implements PathAttribute {
    static final AttributeType TYPE =
            new AttributeType(3, "NEXT_HOP", TRANSITIVE, BgpException.Scope.TREAT_AS_WITHDRAW, NextHop::decode);

    private static NextHop decode(ByteBuffer value, Dialect dialect) throws BgpException {
        AttributeType.requireLength(value, 4, TYPE);
        return new NextHop(new IPv4Address(value.getInt()));
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
        out.put(address.getBytes());
    }
}
