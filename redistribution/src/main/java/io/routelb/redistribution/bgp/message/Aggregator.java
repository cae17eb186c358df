package io.routelb.redistribution.bgp.message;

import inet.ipaddr.ipv4.IPv4Address;
import java.nio.ByteBuffer;

/** AGGREGATOR: who aggregated the route (RFC 4271 section 5.1.7), with 2 or 4 octets of AS as negotiated (RFC 6793 section 3). */
public record Aggregator(long asn, IPv4Address routerId, boolean partial) implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value, Dialect dialect, boolean partial) throws BgpException {
        boolean fourOctets = dialect.fourOctetAs();
        AttributeType.AGGREGATOR.requireLength(value, fourOctets ? 8 : 6);
        long asn = fourOctets ? Integer.toUnsignedLong(value.getInt()) : Short.toUnsignedLong(value.getShort());
        if (asn == 0) {
            throw AttributeType.AGGREGATOR.bad(9, "AGGREGATOR names AS 0"); // RFC 7607 section 2
        }
        return new Aggregator(asn, new IPv4Address(value.getInt()), partial);
    }

    @Override
    public AttributeType type() {
        return AttributeType.AGGREGATOR;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        if (dialect.fourOctetAs()) {
            out.putInt((int) asn);
        } else {
            out.putShort((short) AsPath.inTwoOctets(asn));
        }
        out.putInt(routerId.intValue());
    }
}
