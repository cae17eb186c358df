package io.routelb.redistribution.bgp.message;

import inet.ipaddr.ipv4.IPv4Address;
import java.nio.ByteBuffer;

/**
 * AS4_AGGREGATOR: what AGGREGATOR cannot say to a peer that knows 2-octet AS numbers only (RFC 6793 section 3). Exists on the wire only,
 * as {@link As4Path} does.
 */
public record As4Aggregator(long asn, IPv4Address routerId) implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value) throws BgpException {
        AttributeType.AS4_AGGREGATOR.requireLength(value, 8);
        long asn = Integer.toUnsignedLong(value.getInt());
        if (asn == 0) {
            throw AttributeType.AS4_AGGREGATOR.bad(9, "AS4_AGGREGATOR names AS 0"); // RFC 7607 section 2
        }
        return new As4Aggregator(asn, new IPv4Address(value.getInt()));
    }

    @Override
    public AttributeType type() {
        return AttributeType.AS4_AGGREGATOR;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        out.putInt((int) asn).putInt(routerId.intValue());
    }
}
