package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.session.Negotiated;
import io.routelb.redistribution.bgp.session.Slot;
import io.routelb.redistribution.bmp.exporter.BmpExporter;
import io.routelb.redistribution.bmp.exporter.ObservedPeer;
import io.routelb.redistribution.bmp.message.BmpPeer;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/** Shows one peer's sessions to a BMP station, if one is configured (RFC 7854). */
final class SessionObserver {
    private final ObservedPeer peer;

    /**
     * Before any session.
     *
     * @param askAgain has the peer tell all its routes again, for a station that has come and knows nothing
     * @param received routes held of it
     */
    SessionObserver(BmpExporter exporter, Runnable askAgain, LongSupplier received) {
        peer = exporter.observe(askAgain, received);
    }

    void sent(Slot slot, Message message) {
        peer.sent(slot, message);
    }

    void received(Slot slot, Message message, ByteBuffer octets) {
        peer.received(slot, message.type(), octets);
    }

    void up(Slot slot, IPAddress address, Connection connection, Negotiated negotiated) {
        BmpPeer shown = new BmpPeer(
                address,
                negotiated.peerAsn(),
                negotiated.peerRouterId(),
                !negotiated.dialect().fourOctetAs());
        peer.up(slot, shown, connection.localAddress(), connection.localPort(), connection.remotePort());
    }

    /** The connection was closed, and not by us. */
    void lost(Slot slot) {
        peer.lost(slot);
    }

    /** Nobody wants the session any more. */
    void stopped() {
        peer.stopped();
    }

    void down() {
        peer.down();
    }

    void forget() {
        peer.forget();
    }
}
