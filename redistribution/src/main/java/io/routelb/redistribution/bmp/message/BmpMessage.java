package io.routelb.redistribution.bmp.message;

import inet.ipaddr.IPAddress;
import java.nio.ByteBuffer;
import java.time.Instant;

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

    /** A session is over. */
    record PeerDown(BmpPeer peer, Instant at, End end) implements BmpMessage {}

    /**
     * How a session came to its end (RFC 7854 section 4.9). Reason 5, that a peer is not reported any more though its session goes on, is
     * never given: all sessions are reported, or none.
     */
    sealed interface End {
        /** By a NOTIFICATION of ours (reason 1) or the peer's (reason 3). */
        record Notified(boolean byPeer, ByteBuffer notification) implements End {}

        /** We closed it without a word (reason 2). {@code event}: its number in RFC 4271 section 8.1, 0 = has none. */
        record Closed(int event) implements End {}

        /** The peer or the network closed it without a word (reason 4). */
        record Lost() implements End {}
    }

    /** An UPDATE the peer has sent, before any policy. */
    record RouteMonitoring(BmpPeer peer, Instant at, ByteBuffer update) implements BmpMessage {}

    /** Counts of a peer. {@code routes}: in its Adj-RIB-In. */
    record Statistics(BmpPeer peer, Instant at, long routes) implements BmpMessage {}
}
