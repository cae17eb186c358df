package io.routelb.redistribution.bgp.speaker;

import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.bgp.session.Negotiated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** What is logged of one peer. What a peer can repeat at will is logged at a limited rate. */
final class SessionLog {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSession.class);

    private final String name;
    private final String address;
    private final RateLimit faultyUpdates = new RateLimit();
    private final RateLimit faults = new RateLimit();

    SessionLog(RoutingIntent.Peer peer) {
        name = peer.name();
        address = peer.address().toCanonicalString();
    }

    private LoggingEventBuilder at(Level level) {
        return LOG.atLevel(level).addKeyValue("peer", name).addKeyValue("address", address);
    }

    void transition(String from, String to, String reason) {
        at(Level.DEBUG)
                .setMessage("BGP state")
                .addKeyValue("from", from)
                .addKeyValue("to", to)
                .addKeyValue("reason", reason)
                .log();
    }

    void up(Negotiated negotiated) {
        at(Level.INFO)
                .setMessage("BGP session established")
                .addKeyValue("asn", negotiated.peerAsn())
                .addKeyValue("routerId", negotiated.peerRouterId())
                .addKeyValue("holdSeconds", negotiated.hold().toSeconds())
                .addKeyValue("families", negotiated.families())
                .log();
    }

    void keyChanged() {
        at(Level.INFO).setMessage("BGP TCP MD5 password changed").log();
    }

    void down(String reason) {
        at(Level.INFO)
                .setMessage("BGP session down")
                .addKeyValue("reason", reason)
                .log();
    }

    /** A fault already known is not repeated above debug; new ones are limited. */
    void fault(String sentence, boolean known) {
        if (known) {
            at(Level.DEBUG)
                    .setMessage("BGP fault")
                    .addKeyValue("reason", sentence)
                    .log();
            return;
        }
        faults.run(
                System.nanoTime(),
                held -> at(Level.WARN)
                        .setMessage("BGP fault")
                        .addKeyValue("reason", sentence)
                        .addKeyValue("notLoggedBefore", held)
                        .log());
    }

    void manyPrefixes(String sentence) {
        faults.run(
                System.nanoTime(),
                held -> at(Level.WARN)
                        .setMessage("BGP peer tells many prefixes")
                        .addKeyValue("reason", sentence)
                        .addKeyValue("notLoggedBefore", held)
                        .log());
    }

    void faultyUpdate(String sentence) {
        faultyUpdates.run(
                System.nanoTime(),
                held -> at(Level.WARN)
                        .setMessage("BGP faulty UPDATE")
                        .addKeyValue("reason", sentence)
                        .addKeyValue("notLoggedBefore", held)
                        .log());
    }
}
