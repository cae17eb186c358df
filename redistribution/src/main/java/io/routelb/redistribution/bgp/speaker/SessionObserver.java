package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.session.Negotiated;
import io.routelb.redistribution.bgp.session.Slot;
import io.routelb.redistribution.bmp.exporter.BmpExporter;
import io.routelb.redistribution.bmp.exporter.ObservedPeer;
import io.routelb.redistribution.bmp.message.BmpPeer;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Shows one peer's sessions to a BMP station, if one is configured (RFC 7854). */
final class SessionObserver {
    private final BiConsumer<Slot, Message> send;
    private final ObservedPeer peer;
    private @Nullable Session session;

    private record Session(Slot slot, Negotiated negotiated) {}

    /**
     * Before any session.
     *
     * @param send to the peer
     * @param received routes held of it
     */
    SessionObserver(BmpExporter exporter, BiConsumer<Slot, Message> send, LongSupplier received) {
        this.send = send;
        peer = exporter.observe(this::askAgain, received);
    }

    void sent(Slot slot, Message message) {
        peer.sent(slot, message);
    }

    void received(Slot slot, Message message, ByteBuffer octets) {
        peer.received(slot, message.type(), octets);
    }

    void up(Slot slot, IPAddress address, Connection connection, Negotiated negotiated) {
        session = new Session(slot, negotiated);
        BmpPeer shown = new BmpPeer(
                address,
                negotiated.peerAsn(),
                negotiated.peerRouterId(),
                !negotiated.dialect().fourOctetAs());
        peer.up(slot, shown, connection.localAddress(), connection.localPort(), connection.remotePort());
    }

    void down() {
        session = null;
        peer.down();
    }

    void forget() {
        peer.forget();
    }

    /** RFC 2918, for a station that has come and knows nothing. */
    private void askAgain() {
        Session present = session;
        if (present != null && present.negotiated.routeRefresh()) {
            present.negotiated
                    .families()
                    .forEach(each -> send.accept(present.slot, new RouteRefresh(AfiSafi.unicast(each), 0)));
        }
    }
}
