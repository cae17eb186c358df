package io.routelb.bench.bgp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Ethernet packets of a capture in the classic pcap format, read while it is still being written. Refuses packets that were cut off. */
final class PcapReader {
    private static final int MICROSECONDS = 0xA1B2C3D4;
    private static final int NANOSECONDS = 0xA1B23C4D;
    private static final int ETHERNET = 1;
    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;
    private static final int LARGEST = 1 << 20;

    private final InputStream in;
    private final ByteOrder order;
    private final long fraction;

    /**
     * A packet.
     *
     * @param nanos when the kernel saw it, since the epoch
     */
    record Packet(long nanos, ByteBuffer octets) {}

    /** Reads the file's header, and waits for it. */
    PcapReader(InputStream in) throws IOException {
        this.in = in;
        ByteBuffer header = ByteBuffer.wrap(in.readNBytes(FILE_HEADER));
        if (header.remaining() < FILE_HEADER) {
            throw new EOFException("the capture ended before it began");
        }
        int magic = header.getInt(0);
        boolean swapped = magic == Integer.reverseBytes(MICROSECONDS) || magic == Integer.reverseBytes(NANOSECONDS);
        order = swapped ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int kind = header.order(order).getInt(0);
        if (kind != MICROSECONDS && kind != NANOSECONDS) {
            throw new IOException("no pcap: it begins with " + Integer.toHexString(magic));
        }
        fraction = kind == MICROSECONDS ? 1_000 : 1;
        int link = header.getInt(20);
        if (link != ETHERNET) {
            throw new IOException("link type " + link + " is not Ethernet");
        }
    }

    /** The next packet, waited for; empty at the end. */
    Optional<Packet> next() throws IOException {
        ByteBuffer header = ByteBuffer.wrap(in.readNBytes(PACKET_HEADER)).order(order);
        if (header.remaining() < PACKET_HEADER) {
            return Optional.empty(); // an unfinished packet is what a killed tcpdump leaves
        }
        long seconds = Integer.toUnsignedLong(header.getInt());
        long nanos = Integer.toUnsignedLong(header.getInt()) * fraction;
        int captured = header.getInt();
        int length = header.getInt();
        if (captured != length || captured < 0 || captured > LARGEST) {
            throw new IOException("of a packet of " + length + " octets " + captured + " were captured");
        }
        byte[] octets = in.readNBytes(captured);
        if (octets.length < captured) {
            return Optional.empty();
        }
        return Optional.of(new Packet(seconds * 1_000_000_000L + nanos, ByteBuffer.wrap(octets)));
    }
}
