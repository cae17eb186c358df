package io.routelb.redistribution.bgp.speaker;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** An IP packet with a TCP segment as it could have been on the wire (RFC 791, RFC 8200, RFC 9293). Its checksums are right. */
final class TcpSegment {
    /** More does not go into one packet beside the headers. */
    static final int MAX_DATA = 32_768;

    private static final int TCP = 6;
    private static final int TCP_HEADER = 20;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final byte PUSH_ACK = 0x18;
    private static final byte HOP_LIMIT = 64;

    private TcpSegment() {}

    /** One end of the connection, and the next octet it sends. */
    record End(InetAddress address, int port, int sequence) {}

    /** What {@code from} sends to {@code to}. Both addresses are of one family; {@code data} has {@link #MAX_DATA} octets at most. */
    static ByteBuffer of(End from, End to, ByteBuffer data) {
        byte[] source = from.address.getAddress();
        byte[] destination = to.address.getAddress();
        int tcpLength = TCP_HEADER + data.remaining();
        byte[] octets = new byte[IPV6_HEADER + tcpLength];
        ByteBuffer out = ByteBuffer.wrap(octets);
        if (source.length == 4) {
            ipv4(octets, out, source, destination, tcpLength);
        } else {
            out.putInt(6 << 28).putShort((short) tcpLength).put((byte) TCP).put(HOP_LIMIT);
            out.put(source).put(destination);
        }
        int tcpAt = out.position();
        out.putShort((short) from.port)
                .putShort((short) to.port)
                .putInt(from.sequence)
                .putInt(to.sequence);
        out.put((byte) ((TCP_HEADER / 4) << 4)).put(PUSH_ACK).putShort((short) 0xFFFF);
        out.putInt(0); // checksum, urgent pointer
        out.put(data.duplicate());
        // RFC 9293 section 3.1: over a pseudo header of both addresses, the protocol and the length.
        long pseudo = sum(source, 0, source.length) + sum(destination, 0, destination.length) + TCP + tcpLength;
        out.putShort(tcpAt + 16, checksum(pseudo + sum(octets, tcpAt, out.position())));
        return out.flip();
    }

    private static void ipv4(byte[] octets, ByteBuffer out, byte[] source, byte[] destination, int tcpLength) {
        out.put((byte) ((4 << 4) | (IPV4_HEADER / 4))).put((byte) 0).putShort((short) (IPV4_HEADER + tcpLength));
        out.putInt(0x4000); // no identification; don't fragment
        out.put(HOP_LIMIT).put((byte) TCP).putShort((short) 0);
        out.put(source).put(destination);
        out.putShort(10, checksum(sum(octets, 0, IPV4_HEADER)));
    }

    /** RFC 1071. */
    private static long sum(byte[] octets, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i += 2) {
            int low = i + 1 < to ? Byte.toUnsignedInt(octets[i + 1]) : 0;
            sum += (Byte.toUnsignedInt(octets[i]) << 8) | low;
        }
        return sum;
    }

    private static short checksum(long sum) {
        long folded = sum;
        while (folded >> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >> 16);
        }
        return (short) ~folded;
    }
}
