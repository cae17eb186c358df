package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/**
 * ROUTE-REFRESH (RFC 2918 section 3).
 *
 * @param subtype {@link #REQUEST}, {@link #BEGIN} or {@link #END}; others are ignored
 */
public record RouteRefresh(AfiSafi family, int subtype) implements Message {
    /** Asks for the routes. */
    public static final int REQUEST = 0;
    /** The routes follow (RFC 7313 section 3.2). */
    public static final int BEGIN = 1;
    /** That were the routes. */
    public static final int END = 2;

    private static final int BODY_LENGTH = 4;

    @Override
    public MessageType type() {
        return MessageType.ROUTE_REFRESH;
    }

    void encodeBody(ByteBuffer out) {
        out.putShort((short) family.afi()).put((byte) subtype).put((byte) family.safi());
    }

    static RouteRefresh decodeBody(ByteBuffer in) throws BgpException {
        if (in.remaining() != BODY_LENGTH) {
            // RFC 7313 section 5; the data are the whole message.
            int length = MessageHeader.LENGTH + in.remaining();
            ByteBuffer whole = ByteBuffer.allocate(length);
            MessageHeader.encode(MessageType.ROUTE_REFRESH, whole);
            MessageHeader.putLength(length, 0, whole);
            throw BgpException.reset(
                    Notification.ROUTE_REFRESH_ERROR,
                    1,
                    Octets.of(whole.put(in).array()),
                    "a ROUTE-REFRESH is " + length + " octets long");
        }
        int afi = Short.toUnsignedInt(in.getShort());
        int subtype = Byte.toUnsignedInt(in.get());
        return new RouteRefresh(new AfiSafi(afi, Byte.toUnsignedInt(in.get())), subtype);
    }
}
