package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/**
 * ROUTE-REFRESH (RFC 2918 section 3).
 *
 * @param subtype 0 asks for the routes; 1 and 2 mark begin and end of an enhanced refresh (RFC 7313), others are ignored
 */
public record RouteRefresh(AfiSafi family, int subtype) implements Message {
    @Override
    public MessageType type() {
        return MessageType.ROUTE_REFRESH;
    }

    void encodeBody(ByteBuffer out) {
        out.putShort((short) family.afi()).put((byte) subtype).put((byte) family.safi());
    }

    static RouteRefresh decodeBody(ByteBuffer in) {
        int afi = Short.toUnsignedInt(in.getShort());
        int subtype = Byte.toUnsignedInt(in.get());
        return new RouteRefresh(new AfiSafi(afi, Byte.toUnsignedInt(in.get())), subtype);
    }
}
