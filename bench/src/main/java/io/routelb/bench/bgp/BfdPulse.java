package io.routelb.bench.bgp;

import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** How regularly the BFD packets of each end of a session come by, single hop over IPv4, for as long as the end says that it is Up. */
final class BfdPulse implements Tcpdump.Sink {
    private static final int ETHERNET_HEADER = 14;
    private static final int IP_SOURCE = 12;
    private static final int UDP_HEADER = 8;
    private static final int UP = 3;

    private final Map<Integer, Beat> beats = new HashMap<>();

    /**
     * Of one end.
     *
     * @param packets that said Up
     * @param up whether the last one did
     * @param lastNanos when that was
     * @param longestNanos longest time between two in a row that said Up
     */
    record Beat(long packets, boolean up, long lastNanos, long longestNanos) {
        static final Beat NONE = new Beat(0, false, 0, 0);

        private Beat at(long nanos) {
            return new Beat(packets + 1, true, nanos, up ? Math.max(longestNanos, nanos - lastNanos) : longestNanos);
        }

        private Beat interrupted() {
            return new Beat(packets, false, 0, longestNanos);
        }

        Figures figures() {
            return new Figures().put("count", packets).put("longest_gap_ms", Outcome.millis(longestNanos));
        }
    }

    @Override
    public synchronized void took(PcapReader.Packet packet) {
        ByteBuffer octets = packet.octets();
        int ipHeader = (octets.get(ETHERNET_HEADER) & 15) * 4;
        int source = octets.getInt(ETHERNET_HEADER + IP_SOURCE);
        int state = octets.get(ETHERNET_HEADER + ipHeader + UDP_HEADER + 1) >> 6 & 3;
        Beat beat = beats.getOrDefault(source, Beat.NONE);
        beats.put(source, state == UP ? beat.at(packet.nanos()) : beat.interrupted());
    }

    /** A capture that ends leaves what it has seen. */
    @Override
    public void broke(String reason) {}

    /** What was seen of the end of that address. */
    synchronized Beat of(String address) throws IOException {
        int source =
                ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress()).getInt();
        return beats.getOrDefault(source, Beat.NONE);
    }
}
