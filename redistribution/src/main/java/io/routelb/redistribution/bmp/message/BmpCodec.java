package io.routelb.redistribution.bmp.message;

import inet.ipaddr.IPAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** BMP messages to octets (RFC 7854 section 4). */
public final class BmpCodec {
    private static final int VERSION = 3;
    private static final int HEADER = 6;
    private static final int PEER_HEADER = 42;
    private static final int TLV = 4;

    private static final int ROUTE_MONITORING = 0;
    private static final int STATISTICS = 1;
    private static final int PEER_DOWN = 2;
    private static final int PEER_UP = 3;
    private static final int INITIATION = 4;
    private static final int TERMINATION = 5;

    private static final int IPV6_PEER = 0x80;
    private static final int TWO_OCTET_AS = 0x20;

    private static final int SYS_DESCR = 1;
    private static final int SYS_NAME = 2;
    private static final int REASON = 1;
    private static final int ADJ_RIB_IN_ROUTES = 7;

    private BmpCodec() {}

    /** The message, ready to be read from the buffer. */
    public static ByteBuffer encode(BmpMessage message) {
        return switch (message) {
            case BmpMessage.Initiation initiation -> initiation(initiation);
            case BmpMessage.Termination unused ->
                begin(TERMINATION, TLV + 2)
                        .putShort((short) REASON)
                        .putShort((short) 2)
                        .putShort((short) 0) // administratively closed
                        .flip();
            case BmpMessage.PeerUp up -> up(up);
            case BmpMessage.PeerDown down -> down(down);
            case BmpMessage.RouteMonitoring route -> {
                ByteBuffer out =
                        begin(ROUTE_MONITORING, PEER_HEADER + route.update().remaining());
                peer(route.peer(), route.at(), out);
                yield out.put(route.update().duplicate()).flip();
            }
            case BmpMessage.Statistics statistics -> {
                ByteBuffer out = begin(STATISTICS, PEER_HEADER + 4 + TLV + 8);
                peer(statistics.peer(), statistics.at(), out);
                out.putInt(1).putShort((short) ADJ_RIB_IN_ROUTES).putShort((short) 8);
                yield out.putLong(statistics.routes()).flip();
            }
        };
    }

    private static ByteBuffer begin(int type, int bodyLength) {
        int length = HEADER + bodyLength;
        return ByteBuffer.allocate(length).put((byte) VERSION).putInt(length).put((byte) type);
    }

    private static ByteBuffer initiation(BmpMessage.Initiation initiation) {
        byte[] description = initiation.description().getBytes(StandardCharsets.UTF_8);
        byte[] system = initiation.system().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = begin(INITIATION, TLV + description.length + TLV + system.length);
        out.putShort((short) SYS_DESCR).putShort((short) description.length).put(description);
        return out.putShort((short) SYS_NAME)
                .putShort((short) system.length)
                .put(system)
                .flip();
    }

    private static ByteBuffer up(BmpMessage.PeerUp up) {
        int opens = up.sentOpen().remaining() + up.receivedOpen().remaining();
        ByteBuffer out = begin(PEER_UP, PEER_HEADER + 20 + opens);
        peer(up.peer(), up.at(), out);
        address(up.localAddress(), out);
        out.putShort((short) up.localPort()).putShort((short) up.remotePort());
        return out.put(up.sentOpen().duplicate())
                .put(up.receivedOpen().duplicate())
                .flip();
    }

    /** RFC 7854 section 4.9. */
    private static ByteBuffer down(BmpMessage.PeerDown down) {
        return switch (down.end()) {
            case BmpMessage.End.Notified by -> down(down, by.byPeer() ? 3 : 1, by.notification());
            case BmpMessage.End.Closed closed ->
                down(
                        down,
                        2,
                        ByteBuffer.allocate(2).putShort((short) closed.event()).flip());
            case BmpMessage.End.Lost unused -> down(down, 4, ByteBuffer.allocate(0));
        };
    }

    private static ByteBuffer down(BmpMessage.PeerDown down, int reason, ByteBuffer data) {
        ByteBuffer out = begin(PEER_DOWN, PEER_HEADER + 1 + data.remaining());
        peer(down.peer(), down.at(), out);
        return out.put((byte) reason).put(data.duplicate()).flip();
    }

    private static void peer(BmpPeer peer, Instant at, ByteBuffer out) {
        int flags = (peer.address().isIPv6() ? IPV6_PEER : 0) | (peer.twoOctetAs() ? TWO_OCTET_AS : 0);
        out.put((byte) 0).put((byte) flags).putLong(0); // a global instance, no distinguisher
        address(peer.address(), out);
        out.putInt((int) peer.asn()).put(peer.routerId().getBytes());
        out.putInt((int) at.getEpochSecond()).putInt(at.getNano() / 1000);
    }

    /** 16 octets; an IPv4 address is the last four. */
    private static void address(IPAddress address, ByteBuffer out) {
        byte[] octets = address.getBytes();
        out.position(out.position() + 16 - octets.length).put(octets);
    }
}
