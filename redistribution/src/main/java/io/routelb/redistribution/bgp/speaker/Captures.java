package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.redistribution.socket.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sessions say and hear, in a file a peer, for debugging. Off unless a folder is named. Written on the event loop: a slow disk slows
 * the speaker. At most {@link #MAX_FILES} peers have one; a file that cannot be written is given up until the folder changes.
 */
final class Captures {
    static final int MAX_FILES = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Captures.class);
    private static final int BGP_PORT = 179;

    private final Map<IPAddress, Optional<PcapFile>> files = new HashMap<>();
    private Optional<Path> folder = Optional.empty();

    /** Where to write from now on; empty = nowhere. */
    void into(Optional<Path> wanted) {
        if (wanted.equals(folder)) {
            return;
        }
        files.values().forEach(each -> each.ifPresent(Captures::close));
        files.clear();
        folder = wanted;
    }

    /**
     * One connection. Its packets are made up, with the octets of the stream in them; the side that was dialled has port 179, whatever it
     * really has, for by that such files are understood.
     */
    final class Trace {
        private final IPAddress peer;
        private final boolean weDialled;
        private int sent = 1;
        private int received = 1;

        private Trace(IPAddress peer, boolean weDialled) {
            this.peer = peer;
            this.weDialled = weDialled;
        }

        void sent(InetSocketAddress local, InetSocketAddress remote, ByteBuffer octets) {
            if (folder.isPresent()) {
                each(octets, data -> {
                    write(peer, TcpSegment.of(ours(local), theirs(remote), data));
                    sent += data.remaining();
                });
            }
        }

        void received(InetSocketAddress local, InetSocketAddress remote, ByteBuffer octets) {
            if (folder.isPresent()) {
                each(octets, data -> {
                    write(peer, TcpSegment.of(theirs(remote), ours(local), data));
                    received += data.remaining();
                });
            }
        }

        private TcpSegment.End ours(InetSocketAddress local) {
            return new TcpSegment.End(
                    Wire.octets(Wire.bare(local.getAddress())), weDialled ? local.getPort() : BGP_PORT, sent);
        }

        private TcpSegment.End theirs(InetSocketAddress remote) {
            return new TcpSegment.End(
                    Wire.octets(Wire.bare(remote.getAddress())), weDialled ? BGP_PORT : remote.getPort(), received);
        }
    }

    /** A new connection to or from the peer. */
    Trace connection(IPAddress peer, boolean weDialled) {
        return new Trace(peer, weDialled);
    }

    private interface Piece {
        void take(ByteBuffer data);
    }

    private static void each(ByteBuffer octets, Piece piece) {
        for (int at = octets.position(); at < octets.limit(); at += TcpSegment.MAX_DATA) {
            piece.take(octets.slice(at, Math.min(TcpSegment.MAX_DATA, octets.limit() - at)));
        }
    }

    private void write(IPAddress peer, ByteBuffer packet) {
        Optional<PcapFile> file = files.get(peer);
        if (file == null && files.size() < MAX_FILES) {
            file = open(peer);
            files.put(peer, file);
        }
        if (file == null || file.isEmpty()) {
            return;
        }
        try {
            file.get().append(Instant.now(), packet);
        } catch (IOException e) {
            failed(peer, e);
            close(file.get());
            files.put(peer, Optional.empty());
        }
    }

    private Optional<PcapFile> open(IPAddress peer) {
        try {
            // A colon is no good in names of files that are carried elsewhere.
            String name = "bgp-" + peer.toCanonicalString().replace(':', '_') + ".pcap";
            return Optional.of(new PcapFile(folder.orElseThrow().resolve(name)));
        } catch (IOException e) {
            failed(peer, e);
            return Optional.empty();
        }
    }

    private static void failed(IPAddress peer, IOException e) {
        LOG.atWarn()
                .setMessage("BGP messages cannot be captured")
                .addKeyValue("address", peer)
                .addKeyValue("reason", e.toString())
                .log();
    }

    private static void close(PcapFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.atDebug()
                    .setMessage("a capture did not close")
                    .addKeyValue("reason", e.toString())
                    .log();
        }
    }
}
