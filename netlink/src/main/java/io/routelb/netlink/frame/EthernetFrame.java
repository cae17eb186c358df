package io.routelb.netlink.frame;

import io.routelb.netlink.value.MacAddress;
import java.nio.ByteBuffer;

/** The header all frames share: destination, source, type (Ethernet II). */
public final class EthernetFrame {
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_IPV6 = 0x86dd;
    public static final int HEADER_BYTES = 14;

    private static final int TYPE_OFFSET = 12;

    private EthernetFrame() {}

    /** The frame's type; -1 when it is shorter than a header. */
    public static int type(byte[] frame) {
        return frame.length < HEADER_BYTES
                ? -1
                : Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(TYPE_OFFSET));
    }

    /** Whom it is for. */
    public static MacAddress destination(byte[] frame) {
        return macAt(frame, 0);
    }

    static MacAddress macAt(byte[] frame, int offset) {
        byte[] raw = new byte[MacAddress.BYTES];
        System.arraycopy(frame, offset, raw, 0, raw.length);
        return MacAddress.of(raw);
    }

    /** A frame with its header written; what is put next is its payload. Zeroes fill what is not put. */
    static ByteBuffer start(MacAddress destination, MacAddress source, int type, int payloadBytes) {
        return ByteBuffer.allocate(HEADER_BYTES + payloadBytes)
                .put(destination.bytes())
                .put(source.bytes())
                .putShort((short) type);
    }
}
