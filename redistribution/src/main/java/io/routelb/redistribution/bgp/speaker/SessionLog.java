package io.routelb.redistribution.bgp.speaker;

import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.session.Negotiated;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** What is logged of one peer. What a peer can repeat at will is logged at a limited rate. */
final class SessionLog {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSession.class);

    /** Prefixes that are named of a faulty UPDATE; all of them are in its octets. */
    private static final int MOST_SHOWN = 20;

    private final String name;
    private final String address;
    private final RateLimit faultyUpdates = new RateLimit();
    private final RateLimit fatalUpdates = new RateLimit();
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

    /** RFC 7606 section 6: of an UPDATE that was survived the prefixes involved and all of its octets. */
    void received(Message message, ByteBuffer octets) {
        if (message instanceof Update update && !update.faults().isEmpty()) {
            List<Prefix> involved = new ArrayList<>(update.allWithdrawn());
            involved.addAll(update.allAnnounced());
            faulty(faultyUpdates, String.join("; ", update.faults()), shown(involved), octets);
        }
    }

    /** The same of one that ends the session, where which prefixes it has cannot be told. */
    void malformed(BgpException error, ByteBuffer octets) {
        if (error.notification().code() == Notification.UPDATE_ERROR && octets.hasRemaining()) {
            faulty(fatalUpdates, error.sentence(), "unknown", octets);
        }
    }

    private void faulty(RateLimit limit, String sentence, String prefixes, ByteBuffer octets) {
        limit.run(
                System.nanoTime(),
                held -> at(Level.WARN)
                        .setMessage("BGP faulty UPDATE")
                        .addKeyValue("reason", sentence)
                        .addKeyValue("prefixes", prefixes)
                        .addKeyValue("octets", hex(octets))
                        .addKeyValue("notLoggedBefore", held)
                        .log());
    }

    private static String hex(ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(octets.position(), copy);
        return HexFormat.of().formatHex(copy);
    }

    private static String shown(List<Prefix> prefixes) {
        String first = prefixes.stream().limit(MOST_SHOWN).map(Prefix::toString).collect(Collectors.joining(" "));
        int more = prefixes.size() - MOST_SHOWN;
        return more > 0 ? first + " and " + more + " more" : first;
    }
}
