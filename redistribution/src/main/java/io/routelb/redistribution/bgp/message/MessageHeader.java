package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** The 19 octets before each message, checked before any of the body is waited for (RFC 4271 sections 4.1 and 6.1). */
public record MessageHeader(MessageType type, int bodyLength) {
    /** Octets of the header itself. */
    public static final int LENGTH = 19;
    /** Octets of the longest message, header included (RFC 4271 section 4.1). */
    public static final int MAX_LENGTH = 4096;
    /** The same where it was negotiated (RFC 8654 section 3). */
    public static final int MAX_EXTENDED_LENGTH = 65_535;

    private static final int MARKER_LENGTH = 16;

    /**
     * Reads the header; the buffer must hold {@link #LENGTH} octets and moves on by as many.
     *
     * @throws BgpException 1/1, 1/2 or 1/3
     */
    public static MessageHeader decode(ByteBuffer in, Dialect dialect) throws BgpException {
        boolean synchronised = true;
        for (int i = 0; i < MARKER_LENGTH; i++) {
            synchronised &= in.get() == (byte) 0xFF;
        }
        int length = Short.toUnsignedInt(in.getShort());
        int code = Byte.toUnsignedInt(in.get());
        if (!synchronised) {
            throw BgpException.reset(
                    Notification.HEADER_ERROR, 1, Octets.EMPTY, "the marker before a message is not all ones");
        }
        if (length < LENGTH) {
            throw badLength(length);
        }
        MessageType type = MessageType.of(code)
                .orElseThrow(() -> BgpException.reset(
                        Notification.HEADER_ERROR, 3, Octets.of((byte) code), "message type " + code + " is unknown"));
        if (!type.allowsLength(length) || length > dialect.receive().maxLength(type)) {
            throw badLength(length);
        }
        return new MessageHeader(type, length - LENGTH);
    }

    private static BgpException badLength(int length) {
        return BgpException.reset(
                Notification.HEADER_ERROR,
                2,
                Octets.of((byte) (length >> 8), (byte) length),
                "a message length of " + length + " octets is not allowed");
    }

    /** Writes the header of a message whose length is not known yet. */
    static void encode(MessageType type, ByteBuffer out) {
        out.putLong(-1).putLong(-1).putShort((short) 0).put((byte) type.code());
    }

    /** Completes the header that begins at {@code start}; the length counts it, too. */
    static void putLength(int length, int start, ByteBuffer out) {
        out.putShort(start + MARKER_LENGTH, (short) length);
    }
}
