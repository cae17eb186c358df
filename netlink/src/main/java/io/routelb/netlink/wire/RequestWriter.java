package io.routelb.netlink.wire;

import inet.ipaddr.IPAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes one request: header, fixed part, attributes; lengths are filled in behind. Grows as needed. */
final class RequestWriter {
    private static final int NESTED = 0x8000;
    private static final int MAX_ATTRIBUTE = 0xffff;

    private ByteBuffer out = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());

    RequestWriter(int type, int flags, int sequence) {
        // The length is known at the end; port 0 means that the kernel fills in ours.
        u32(0).u16(type).u16(flags | Netlink.NLM_F_REQUEST).u32(sequence).u32(0);
    }

    static int family(IPAddress address) {
        return address.isIPv4() ? Netlink.AF_INET : Netlink.AF_INET6;
    }

    RequestWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    RequestWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    RequestWriter u32(long value) {
        room(4).putInt((int) value);
        return this;
    }

    RequestWriter raw(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    RequestWriter attribute(int type, byte[] value) {
        int start = open(type);
        raw(value);
        close(start);
        return this;
    }

    RequestWriter attributeU32(int type, long value) {
        int start = open(type);
        u32(value);
        close(start);
        return this;
    }

    RequestWriter attributeAddress(int type, IPAddress address) {
        return attribute(type, address.getBytes());
    }

    /** With the terminating zero the kernel wants. */
    RequestWriter attributeText(int type, String text) {
        return attribute(type, (text + '\0').getBytes(StandardCharsets.UTF_8));
    }

    int openNested(int type) {
        return open(type | NESTED);
    }

    int open(int type) {
        int start = out.position();
        u16(0).u16(type);
        return start;
    }

    /** Fills in the length of what was opened at {@code start} and pads. */
    void close(int start) {
        int length = out.position() - start;
        if (length > MAX_ATTRIBUTE) {
            throw new IllegalArgumentException("an attribute of " + length + " bytes cannot be sent");
        }
        out.putShort(start, (short) length);
        while (out.position() % 4 != 0) {
            u8(0);
        }
    }

    int position() {
        return out.position();
    }

    byte[] finish() {
        out.putInt(0, out.position());
        return Arrays.copyOf(out.array(), out.position());
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int capacity = Math.max(out.capacity() * 2, out.position() + bytes);
            ByteBuffer larger = ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder());
            larger.put(out.flip());
            out = larger;
        }
        return out;
    }
}
