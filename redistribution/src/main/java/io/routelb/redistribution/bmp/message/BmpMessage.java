package io.routelb.redistribution.bmp.message;

import inet.ipaddr.IPAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** What a station is told (RFC 7854 section 4). BGP messages are whole, with their headers, as they were on the wire. */
public sealed interface BmpMessage {
    /** The first message: who we are. */
    record Initiation(String system, String description) implements BmpMessage {}

    /** The last one: we close on purpose. */
    record Termination() implements BmpMessage {}

    /**
     * A session is Established.
     *
     * @param sentOpen ours
     * @param receivedOpen the peer's
     */
    record PeerUp(
            BmpPeer peer,
            Instant at,
            IPAddress localAddress,
            int localPort,
            int remotePort,
            ByteBuffer sentOpen,
            ByteBuffer receivedOpen)
            implements BmpMessage {}

    /**
     * A session is over.
     *
     * @param notification what ended it; empty = the connection was just closed
     */
    record PeerDown(BmpPeer peer, Instant at, boolean byPeer, Optional<ByteBuffer> notification)
            implements BmpMessage {}

    /** An UPDATE the peer has sent, before any policy. */
    record RouteMonitoring(BmpPeer peer, Instant at, ByteBuffer update) implements BmpMessage {}

    /** Counts of a peer. {@code routes}: in its Adj-RIB-In. */
    record Statistics(BmpPeer peer, Instant at, long routes) implements BmpMessage {}
}
