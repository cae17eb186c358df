package io.routelb.redistribution.bmp.exporter;

import inet.ipaddr.IPAddress;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.MessageCodec;
import io.routelb.redistribution.bgp.message.MessageType;
import io.routelb.redistribution.bgp.session.Slot;
import io.routelb.redistribution.bmp.message.BmpMessage;
import io.routelb.redistribution.bmp.message.BmpPeer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One BGP peer as a station sees it. Its session shows it every message that says something about it. */
public final class ObservedPeer {
    /** RFC 4271 section 8.1.1. */
    private static final int MANUAL_STOP = 2;

    /** RFC 7854 section 4.9. */
    private static final int NO_EVENT = 0;

    private final BmpExporter exporter;
    private final Runnable askAgain;
    private final LongSupplier routes;
    private final Map<Slot, Said> ours = new EnumMap<>(Slot.class);
    private final Map<Slot, Said> theirs = new EnumMap<>(Slot.class);
    private final Set<Slot> lost = EnumSet.noneOf(Slot.class);
    private @Nullable Up up;
    private boolean stopped;

    /** The OPEN and the NOTIFICATION of one side on one connection. */
    private record Said(Optional<ByteBuffer> open, Optional<ByteBuffer> notification) {
        static final Said NOTHING = new Said(Optional.empty(), Optional.empty());

        Said and(MessageType type, ByteBuffer octets) {
            return switch (type) {
                case OPEN -> new Said(Optional.of(octets), Optional.empty());
                case NOTIFICATION -> new Said(open, Optional.of(octets));
                case UPDATE, KEEPALIVE, ROUTE_REFRESH -> this;
            };
        }
    }

    private record Up(Slot slot, BmpMessage.PeerUp message) {}

    ObservedPeer(BmpExporter exporter, Runnable askAgain, LongSupplier routes) {
        this.exporter = exporter;
        this.askAgain = askAgain;
        this.routes = routes;
    }

    /** We send this. */
    public void sent(Slot slot, Message message) {
        if (message.type() == MessageType.OPEN || message.type() == MessageType.NOTIFICATION) {
            ours.put(slot, said(ours, slot).and(message.type(), MessageCodec.encode(message, Dialect.INITIAL)));
        }
    }

    /** The peer has sent this, as whole messages are. To be called before the session draws its conclusions. */
    public void received(Slot slot, MessageType type, ByteBuffer octets) {
        theirs.put(slot, said(theirs, slot).and(type, octets));
        Up present = up;
        if (type == MessageType.UPDATE && present != null && present.slot == slot) {
            exporter.send(new BmpMessage.RouteMonitoring(present.message.peer(), Instant.now(), octets));
        }
    }

    /** The session is Established on that connection. */
    public void up(Slot slot, BmpPeer peer, IPAddress local, int localPort, int remotePort) {
        Optional<ByteBuffer> sent = said(ours, slot).open;
        Optional<ByteBuffer> received = said(theirs, slot).open;
        if (sent.isEmpty() || received.isEmpty()) {
            throw new IllegalStateException("Established without OPENs");
        }
        BmpMessage.PeerUp message =
                new BmpMessage.PeerUp(peer, Instant.now(), local, localPort, remotePort, sent.get(), received.get());
        up = new Up(slot, message);
        lost.remove(slot);
        stopped = false;
        exporter.send(message);
    }

    /** The connection was closed, and not by us. To be called before the session draws its conclusions. */
    public void lost(Slot slot) {
        lost.add(slot);
    }

    /** Nobody wants the session any more. To be called before it is ended. */
    public void stopped() {
        stopped = true;
    }

    /** The session is over. What either side has said last tells how. */
    public void down() {
        Up present = up;
        if (present != null) {
            up = null;
            exporter.send(new BmpMessage.PeerDown(present.message.peer(), Instant.now(), end(present.slot)));
        }
    }

    private BmpMessage.End end(Slot slot) {
        Optional<ByteBuffer> sent = said(ours, slot).notification;
        Optional<ByteBuffer> received = said(theirs, slot).notification;
        if (sent.isPresent() || received.isPresent()) {
            boolean byPeer = sent.isEmpty();
            return new BmpMessage.End.Notified(byPeer, sent.or(() -> received).orElseThrow());
        }
        return lost.contains(slot)
                ? new BmpMessage.End.Lost()
                : new BmpMessage.End.Closed(stopped ? MANUAL_STOP : NO_EVENT);
    }

    /** The peer is not ours any more. */
    public void forget() {
        down();
        exporter.forget(this);
    }

    private static Said said(Map<Slot, Said> side, Slot slot) {
        return Optional.ofNullable(side.get(slot)).orElse(Said.NOTHING);
    }

    /** Tells a new station of a session that is up, and has the peer tell its routes. */
    void introduce() {
        Up present = up;
        if (present != null) {
            exporter.send(present.message);
            askAgain.run();
        }
    }

    void count() {
        Up present = up;
        if (present != null) {
            exporter.send(new BmpMessage.Statistics(present.message.peer(), Instant.now(), routes.getAsLong()));
        }
    }
}
