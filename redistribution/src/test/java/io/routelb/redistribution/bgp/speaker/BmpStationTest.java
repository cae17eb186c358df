package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static io.routelb.redistribution.bgp.speaker.Lab.established;
import static io.routelb.redistribution.bgp.speaker.Lab.intent;
import static io.routelb.redistribution.bgp.speaker.Lab.only;
import static io.routelb.redistribution.bgp.speaker.Lab.peer;
import static io.routelb.redistribution.bgp.speaker.Lab.routes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import io.routelb.model.SpeakerOptions.BestPath;
import io.routelb.model.SpeakerOptions.Monitor;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.MessageCodec;
import io.routelb.redistribution.bgp.message.MessageHeader;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Open;
import io.routelb.redistribution.bgp.message.Update;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a BMP station sees of two speakers' session (RFC 7854). */
@Timeout(60)
class BmpStationTest {
    private static final int A_PORT = 27_931;
    private static final int B_PORT = 27_932;
    private static final String A = "127.0.0.11";
    private static final String B = "127.0.0.12";
    private static final int PEER_HEADER = 42;

    private final NativeBackend a = new NativeBackend();
    private final NativeBackend b = new NativeBackend();
    private final ServerSocket station = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));

    BmpStationTest() throws IOException {}

    @AfterEach
    void closeAll() throws IOException {
        a.close();
        b.close();
        station.close();
    }

    private record Told(int type, ByteBuffer body) {
        /** What stands behind the per-peer header. */
        ByteBuffer afterPeer() {
            return body.slice(PEER_HEADER, body.limit() - PEER_HEADER);
        }
    }

    private void applyAtA(boolean monitored) {
        RoutingIntent plain =
                intent(64512, "10.0.0.1", A_PORT, List.of(peer(B, 65010, 64512, B_PORT, A)), routes("198.51.100.1/32"));
        Optional<Monitor> monitor = monitored
                ? Optional.of(new Monitor(Addresses.of("127.0.0.1"), station.getLocalPort(), Duration.ofSeconds(1)))
                : Optional.empty();
        a.apply(new RoutingIntent(
                plain.localAsn(),
                plain.routerId(),
                A_PORT,
                plain.peers(),
                new SpeakerOptions(List.of(), monitor, Optional.empty(), BestPath.DEFAULT)));
    }

    private void applyAtB(Set<Prefix> routes) {
        b.apply(intent(65010, "10.0.0.2", B_PORT, List.of(peer(A, 64512, 65010, A_PORT, B)), routes));
    }

    private static Told read(Socket connection) throws IOException {
        connection.setSoTimeout(8_000);
        DataInputStream in = new DataInputStream(connection.getInputStream());
        assertEquals(3, in.readUnsignedByte(), "BMP version 3");
        int length = in.readInt();
        int type = in.readUnsignedByte();
        return new Told(type, ByteBuffer.wrap(in.readNBytes(length - 6)));
    }

    private static Told read(Socket connection, int type) throws IOException {
        Told told = read(connection);
        while (told.type != type) {
            told = read(connection);
        }
        return told;
    }

    /** Reads one BGP message; the buffer moves on. */
    private static Object bgp(ByteBuffer octets) throws BgpException {
        MessageHeader header = MessageHeader.decode(octets, Dialect.INITIAL);
        ByteBuffer body = octets.slice(octets.position(), header.bodyLength());
        octets.position(octets.position() + header.bodyLength());
        return MessageCodec.decode(header.type(), body, new Dialect(true, true));
    }

    private static void awaitRoutes(Socket connection, String... prefixes) throws Exception {
        Set<Prefix> missing = new HashSet<>(routes(prefixes));
        while (!missing.isEmpty()) {
            if (bgp(read(connection, 0).afterPeer()) instanceof Update update) {
                update.allAnnounced().forEach(missing::remove);
            }
        }
    }

    @Test
    void aStationSeesTheSessionItsOpensTheRoutesAsTheyComeAndItsEnd() throws Exception {
        applyAtA(true);
        try (Socket connection = station.accept()) {
            Told first = read(connection);
            assertEquals(4, first.type, "Initiation first");
            applyAtB(routes("198.51.100.10/32"));
            Told up = read(connection);
            assertEquals(3, up.type, "Peer Up");
            ByteBuffer opens = up.afterPeer().position(20);
            assertEquals(64512, ((Open) bgp(opens)).asn(), "ours");
            assertEquals(65010, ((Open) bgp(opens)).asn(), "the peer's");
            assertEquals(0, opens.remaining());
            awaitRoutes(connection, "198.51.100.10/32");
            applyAtA(true); // the same station: nothing to end or begin
            applyAtB(routes("198.51.100.10/32", "198.51.100.11/32"));
            awaitRoutes(connection, "198.51.100.11/32");
            b.close();
            ByteBuffer down = read(connection, 2).afterPeer();
            assertEquals(3, down.get(), "the peer has ended it with a NOTIFICATION");
            assertEquals(2, ((Notification) bgp(down)).subcode());
            applyAtA(false);
            assertEquals(5, read(connection, 5).type, "Termination");
            assertEquals(-1, connection.getInputStream().read());
        }
    }

    /** The session is up, with a peer that keeps routes over a restart. */
    private Socket watched() throws Exception {
        applyAtA(true);
        Socket connection = station.accept();
        applyAtB(routes("198.51.100.10/32"));
        awaitRoutes(connection, "198.51.100.10/32");
        await("either would keep the other's routes", () -> a.isKeptOverRestart() && b.isKeptOverRestart());
        return connection;
    }

    @Test
    void aPeerThatClosesWithoutAWordIsToldFromUsWhoDo() throws Exception {
        try (Socket connection = watched()) {
            b.closeForRestart();
            ByteBuffer down = read(connection, 2).afterPeer();
            assertEquals(4, down.get(), "the peer has ended it without a NOTIFICATION");
            assertEquals(0, down.remaining());
        }
    }

    @Test
    void weThatCloseWithoutAWordSayWhichEventItWas() throws Exception {
        try (Socket connection = watched()) {
            a.closeForRestart();
            ByteBuffer down = read(connection, 2).afterPeer();
            assertEquals(2, down.get(), "we have ended it without a NOTIFICATION");
            assertEquals(2, down.getShort(), "ManualStop");
        }
    }

    @Test
    void weThatRemoveAPeerHaveSaidSo() throws Exception {
        try (Socket connection = watched()) {
            a.apply(intent(64512, "10.0.0.1", A_PORT, List.of(), routes()));
            ByteBuffer down = read(connection, 2).afterPeer();
            assertEquals(1, down.get(), "we have ended it with a NOTIFICATION");
            assertEquals(3, ((Notification) bgp(down)).subcode(), "Peer De-configured");
        }
    }

    @Test
    void aStationThatComesLateOrAgainIsToldEverything() throws Exception {
        applyAtA(false);
        applyAtB(routes("198.51.100.10/32", "198.51.100.11/32"));
        await("routes are there", () -> established(a) && only(a).received() == 2);
        applyAtA(true);
        for (int visit = 0; visit < 2; visit++) {
            try (Socket connection = station.accept()) {
                assertEquals(4, read(connection).type, "Initiation");
                assertEquals(3, read(connection).type, "Peer Up");
                awaitRoutes(connection, "198.51.100.10/32", "198.51.100.11/32");
            }
        }
        assertEquals(0, only(a).flaps(), "the session has not noticed");
    }

    @Test
    void aStationIsToldTheCountsAsOftenAsItIsSaid() throws Exception {
        applyAtA(true);
        applyAtB(routes("198.51.100.10/32", "198.51.100.11/32"));
        try (Socket connection = station.accept()) {
            for (long counted = 0; counted < 2; ) {
                ByteBuffer statistics = read(connection, 1).afterPeer();
                assertEquals(1, statistics.getInt(), "one counter");
                assertEquals(7, statistics.getShort(), "routes in the Adj-RIB-In");
                assertEquals(8, statistics.getShort(), "octets");
                counted = statistics.getLong();
            }
        }
    }

    @Test
    void aStationThatIsNotThereIsAProblemAndNothingElse() throws Exception {
        station.close();
        applyAtA(true);
        applyAtB(routes("198.51.100.10/32"));
        await("the session is up", () -> established(a) && only(a).received() == 1);
        await("it is said", () -> a.status().problems().stream().anyMatch(each -> each.contains("BMP station")));
        assertTrue(a.status().problems().getFirst().contains("is not told"));
    }
}
