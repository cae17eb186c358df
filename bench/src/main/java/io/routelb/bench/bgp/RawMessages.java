package io.routelb.bench.bgp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The few messages that hold a session and tell many host routes, written by hand so that no codec of ours has a part in them. */
final class RawMessages {
    private static final int LONGEST = 4_096;
    private static final int AS_TRANS = 23_456;
    private static final int NLRI = 5;

    private RawMessages() {}

    /** OPEN with IPv4 unicast and 4-octet AS numbers. */
    static byte[] open(long asn, int holdSeconds, int routerId) {
        ByteBuffer body = ByteBuffer.allocate(64);
        body.put((byte) 4).putShort((short) (asn > 0xFFFF ? AS_TRANS : asn));
        body.putShort((short) holdSeconds).putInt(routerId);
        body.put((byte) 14).put((byte) 2).put((byte) 12); // one parameter of capabilities, 12 octets
        body.put((byte) 1).put((byte) 4).putShort((short) 1).putShort((short) 1);
        body.put((byte) 65).put((byte) 4).putInt((int) asn);
        return message(BgpFrames.OPEN, body);
    }

    static byte[] keepalive() {
        return message(BgpFrames.KEEPALIVE, ByteBuffer.allocate(0));
    }

    /** End-of-RIB for IPv4 unicast (RFC 4724 section 2). */
    static byte[] endOfRib() {
        return message(BgpFrames.UPDATE, ByteBuffer.allocate(4).putInt(0));
    }

    /** As many full UPDATEs as it takes to tell {@code count} host routes from {@code first} on, to a peer in another AS. */
    static byte[] external(int first, int count, long asn, int nextHop) {
        ByteBuffer attributes = ByteBuffer.allocate(64);
        attributes.put(new byte[] {0x40, 1, 1, 0}); // ORIGIN IGP
        attributes.put(new byte[] {0x40, 2, 6, 2, 1}).putInt((int) asn);
        attributes.put(new byte[] {0x40, 3, 4}).putInt(nextHop);
        return updates(first, count, attributes.flip());
    }

    /** The same to a peer in the same AS. */
    static byte[] internal(int first, int count, int nextHop) {
        ByteBuffer attributes = ByteBuffer.allocate(64);
        attributes.put(new byte[] {0x40, 1, 1, 0});
        attributes.put(new byte[] {0x40, 2, 0});
        attributes.put(new byte[] {0x40, 3, 4}).putInt(nextHop);
        attributes.put(new byte[] {0x40, 5, 4}).putInt(100); // LOCAL_PREF
        return updates(first, count, attributes.flip());
    }

    private static byte[] updates(int first, int count, ByteBuffer attributes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(count * NLRI + LONGEST);
        int room = (LONGEST - BgpFrames.HEADER - 4 - attributes.remaining()) / NLRI;
        for (int done = 0; done < count; done += room) {
            ByteBuffer body = ByteBuffer.allocate(LONGEST);
            body.putShort((short) 0).putShort((short) attributes.remaining()).put(attributes.duplicate());
            for (int i = done; i < Math.min(count, done + room); i++) {
                body.put((byte) 32).putInt(first + i);
            }
            all.writeBytes(message(BgpFrames.UPDATE, body));
        }
        return all.toByteArray();
    }

    /** A message with what the buffer holds up to its position. */
    private static byte[] message(int type, ByteBuffer body) {
        int length = BgpFrames.HEADER + body.flip().remaining();
        byte[] octets = new byte[length];
        Arrays.fill(octets, 0, 16, (byte) 0xFF);
        ByteBuffer.wrap(octets, 16, length - 16)
                .putShort((short) length)
                .put((byte) type)
                .put(body);
        return octets;
    }
}
