package io.routelb.netlink.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One message of a datagram: the 16-byte header ({@code struct nlmsghdr}) and the payload behind it. Owns its payload. */
public final class NetlinkMessage {
    static final int HEADER_BYTES = 16;

    private final int type;
    private final int flags;
    private final int sequence;
    private final ByteBuffer payload;

    private NetlinkMessage(int type, int flags, int sequence, ByteBuffer payload) {
        this.type = type;
        this.flags = flags;
        this.sequence = sequence;
        this.payload = payload;
    }

    /** The messages of a datagram, in order. The datagram must not be changed afterwards: payloads are views of it. */
    public static List<NetlinkMessage> split(byte[] datagram) throws MalformedMessageException {
        ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        List<NetlinkMessage> messages = new ArrayList<>();
        while (in.hasRemaining()) {
            int start = in.position();
            if (in.remaining() < HEADER_BYTES) {
                throw new MalformedMessageException("netlink header cut after " + in.remaining() + " of 16 bytes");
            }
            int length = in.getInt();
            if (length < HEADER_BYTES || length > datagram.length - start) {
                throw new MalformedMessageException(
                        "netlink message says " + length + " bytes, " + (datagram.length - start) + " are there");
            }
            int type = Short.toUnsignedInt(in.getShort());
            int flags = Short.toUnsignedInt(in.getShort());
            int sequence = in.getInt();
            in.getInt(); // the port: ours, or 0 in events
            ByteBuffer payload =
                    in.slice(start + HEADER_BYTES, length - HEADER_BYTES).order(ByteOrder.nativeOrder());
            messages.add(new NetlinkMessage(type, flags, sequence, payload));
            in.position(Math.min(start + Attributes.aligned(length), datagram.length));
        }
        return messages;
    }

    public int type() {
        return type;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public int sequence() {
        return sequence;
    }

    /** A fresh view of the payload at its beginning, in the host's byte order. */
    ByteBuffer payload() {
        return payload.duplicate().order(ByteOrder.nativeOrder());
    }

    /** The payload after checking that its fixed part is there. */
    ByteBuffer payload(int atLeast, String what) throws MalformedMessageException {
        if (payload.remaining() < atLeast) {
            throw new MalformedMessageException(
                    what + " has " + payload.remaining() + " bytes, its header alone needs " + atLeast);
        }
        return payload();
    }
}
