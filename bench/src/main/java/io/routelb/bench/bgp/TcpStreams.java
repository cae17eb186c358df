package io.routelb.bench.bgp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Puts the octets of each direction of each TCP connection over IPv4 in order again: retransmitted ones count once, early ones wait.
 * Connections whose SYN was not captured are left out. Other packets are passed over.
 */
final class TcpStreams {
    private static final int ETHERNET_HEADER = 14;
    private static final int IPV4 = 0x0800;
    private static final int TCP = 6;
    private static final int SYN = 2;
    private static final int MOST_EARLY = 4_096;

    private final Map<Direction, Stream> streams = new HashMap<>();
    private final Sink sink;

    /** One direction of a connection; addresses as 32 bits. */
    record Direction(int from, int fromPort, int to, int toPort) {}

    /** Where the octets go. */
    @FunctionalInterface
    interface Sink {
        /**
         * The next octets of a direction.
         *
         * @param began a new connection between the same ports begins with them
         * @param nanos of the packet that completed them, since the epoch
         */
        void take(Direction direction, boolean began, long nanos, ByteBuffer octets) throws IOException;
    }

    private record Early(int sequence, ByteBuffer octets) {}

    private static final class Stream {
        private int next;
        private boolean fresh = true;
        private final List<Early> early = new ArrayList<>();

        Stream(int next) {
            this.next = next;
        }
    }

    TcpStreams(Sink sink) {
        this.sink = sink;
    }

    /** Takes the next packet of the capture. */
    void take(PcapReader.Packet packet) throws IOException {
        ByteBuffer in = packet.octets();
        if (in.remaining() < ETHERNET_HEADER + 20 || Short.toUnsignedInt(in.getShort(12)) != IPV4) {
            return;
        }
        int ip = ETHERNET_HEADER;
        int ipHeader = (in.get(ip) & 0x0F) * 4;
        int total = Short.toUnsignedInt(in.getShort(ip + 2));
        if (in.get(ip + 9) != TCP || ip + total > in.limit()) {
            return;
        }
        int tcp = ip + ipHeader;
        Direction direction = new Direction(
                in.getInt(ip + 12),
                Short.toUnsignedInt(in.getShort(tcp)),
                in.getInt(ip + 16),
                Short.toUnsignedInt(in.getShort(tcp + 2)));
        int sequence = in.getInt(tcp + 4);
        int data = tcp + ((in.get(tcp + 12) & 0xF0) >> 2);
        if ((in.get(tcp + 13) & SYN) != 0) {
            streams.put(direction, new Stream(sequence + 1));
            return;
        }
        Stream stream = streams.get(direction);
        if (stream != null && ip + total > data) {
            stream.early.add(new Early(sequence, in.slice(data, ip + total - data)));
            deliver(direction, stream, packet.nanos());
        }
    }

    private void deliver(Direction direction, Stream stream, long nanos) throws IOException {
        boolean moved = true;
        while (moved) {
            moved = false;
            Iterator<Early> each = stream.early.iterator();
            while (each.hasNext()) {
                Early one = each.next();
                int known = stream.next - one.sequence(); // modulo 2^32, as sequence numbers are
                if (known < 0) {
                    continue;
                }
                each.remove();
                int length = one.octets().remaining();
                if (known < length) {
                    stream.next += length - known;
                    sink.take(direction, stream.fresh, nanos, one.octets().slice(known, length - known));
                    stream.fresh = false;
                    moved = true;
                }
            }
        }
        if (stream.early.size() > MOST_EARLY) {
            throw new IOException("the capture lost a packet of " + direction);
        }
    }
}
