package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static io.routelb.redistribution.bgp.speaker.Lab.established;
import static io.routelb.redistribution.bgp.speaker.Lab.intent;
import static io.routelb.redistribution.bgp.speaker.Lab.only;
import static io.routelb.redistribution.bgp.speaker.Lab.passive;
import static io.routelb.redistribution.bgp.speaker.Lab.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import io.routelb.redistribution.bgp.message.Capability;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Keepalive;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.MessageCodec;
import io.routelb.redistribution.bgp.message.Open;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A speaker with one honest session, and others that mean it ill. The session must not notice. */
class FloodTest {
    private static final int PORT = 27_941;
    private static final String HERE = "127.0.0.41";
    private static final String HONEST = "127.0.0.42";
    private static final String ROGUE = "127.0.0.43";

    private final NativeBackend speaker = new NativeBackend();
    private final NativeBackend honest = new NativeBackend();
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void beginWithAnHonestSession() {
        tell(Lab.routes("198.51.100.1/32"));
        RoutingIntent.Peer toSpeaker = Lab.timed(
                peer(HERE, 64512, 65010, PORT, HONEST),
                new RoutingIntent.Timers(Duration.ofSeconds(9), Duration.ofSeconds(1), Duration.ofMillis(200)));
        honest.apply(intent(65010, "10.0.0.2", 0, List.of(toSpeaker), Set.of()));
        await("the honest session is up", () -> established(honest));
    }

    private void tell(Set<Prefix> routes) {
        RoutingIntent.Peer crowd = passive(peer("127.0.1.0", 65030, 64512, PORT, HERE));
        RoutingIntent base = intent(
                64512,
                "10.0.0.1",
                PORT,
                List.of(
                        passive(Lab.timed(
                                peer(HONEST, 65010, 64512, PORT, HERE),
                                new RoutingIntent.Timers(
                                        Duration.ofSeconds(9), Duration.ofSeconds(1), Duration.ofMillis(200)))),
                        passive(peer(ROGUE, 65020, 64512, PORT, HERE))),
                routes);
        speaker.apply(new RoutingIntent(
                base.localAsn(),
                base.routerId(),
                PORT,
                base.peers(),
                new SpeakerOptions(
                        List.of(new DynamicPeers(Prefix.of("127.0.1.0/24"), crowd, 3)),
                        Optional.empty(),
                        Optional.empty(),
                        base.options().bestPath())));
    }

    private static Set<Prefix> many(int from) {
        return IntStream.range(from, from + 4_500)
                .mapToObj(i -> Prefix.of("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + "/32"))
                .collect(Collectors.toSet());
    }

    @AfterEach
    void theHonestSessionGoesOn() throws IOException {
        try {
            nobodyElseWasHurt();
        } finally {
            for (Socket each : sockets) {
                each.close();
            }
            honest.close();
            speaker.close();
        }
    }

    private void nobodyElseWasHurt() {
        long heard = only(honest).traffic().received().getOrDefault("keepalive", 0L);
        await(
                "the honest session goes on",
                () -> only(honest).traffic().received().getOrDefault("keepalive", 0L) > heard);
        assertEquals(0, only(honest).flaps());
    }

    private Socket connect(String source) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(HERE), PORT), 2000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static byte[] octets(Message message) {
        ByteBuffer encoded = MessageCodec.encode(message, Dialect.INITIAL);
        byte[] octets = new byte[encoded.remaining()];
        encoded.get(octets);
        return octets;
    }

    private static byte[] open(int asn) {
        return octets(new Open(asn, 90, Addresses.of("10.0.0.3").toIPv4(), List.of(new Capability.FourOctetAs(asn))));
    }

    /** Sends the same until the other side has had enough of it. */
    private static void flood(Socket socket, byte[] octets, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(octets);
            }
        } catch (IOException e) {
            // It has: the connection was closed on us.
        }
    }

    private String rogueError() {
        return speaker.status().peers().stream()
                .filter(each -> each.address().toCanonicalString().equals(ROGUE))
                .map(each -> each.lastError())
                .findFirst()
                .orElse("");
    }

    @Test
    void aFloodOfOpensEndsWithTheSecond() throws IOException {
        flood(connect(ROGUE), open(65020), 10_000);
        await("it is refused", () -> rogueError().contains("Unexpected Message in OpenConfirm State (5/2)"));
    }

    @Test
    void aFloodOfKeepalivesIsOnlyRead() throws IOException {
        Socket socket = connect(ROGUE);
        socket.getOutputStream().write(open(65020));
        flood(socket, octets(Keepalive.INSTANCE), 200_000);
        assertTrue(socket.getInputStream().read() >= 0, "it is still there");
    }

    @ParameterizedTest(name = "octet {0}")
    @ValueSource(ints = {0, 255})
    void garbageEndsTheConnectionItCameOn(int octet) throws IOException {
        byte[] garbage = new byte[4096];
        Arrays.fill(garbage, (byte) octet);
        flood(connect(ROGUE), garbage, 1000);
        await("it is refused", () -> rogueError().contains(octet == 0 ? "marker" : "message type 255 is unknown"));
    }

    @Test
    void whoConnectsAgainAndAgainIsHeldBack() throws IOException {
        for (int i = 0; i < 50; i++) {
            connect(ROGUE).close();
        }
        await("most are refused", () -> speaker.status().refusedConnections() >= 30);
    }

    @Test
    void aPeerThatNeverSendsHoldsOneConnectionAndNoMore() throws IOException {
        connect(ROGUE);
        Socket second = connect(ROGUE);
        await("the second is closed", () -> speaker.status().refusedConnections() >= 1);
        assertEquals(-1, second.getInputStream().read());
    }

    @Test
    void neighboursByPrefixAreLimitedAndForgottenWhenTheyGo() throws IOException {
        List<Socket> in = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            Socket socket = connect("127.0.1." + i);
            in.add(socket);
            socket.getOutputStream().write(open(65030));
            socket.getOutputStream().write(octets(Keepalive.INSTANCE));
        }
        await(
                "three are in",
                () -> speaker.status().peers().stream()
                                .filter(each -> each.state().equals("Established"))
                                .count()
                        == 4);
        Socket fourth = connect("127.0.1.4");
        byte[] answer = fourth.getInputStream().readAllBytes();
        assertEquals(21, answer.length, "a NOTIFICATION");
        assertEquals(6, answer[19]);
        assertEquals(5, answer[20], "Connection Rejected (RFC 4486)");
        in.getFirst().close();
        await("it is forgotten", () -> speaker.status().peers().size() == 4);
        Socket later = connect("127.0.1.5");
        later.getOutputStream().write(open(65030));
        await("another may come", () -> speaker.status().peers().size() == 5);
    }

    @Test
    void aPeerThatReadsAnOctetAtATimeHoldsUpNobody() throws IOException {
        Socket slow = connect(ROGUE);
        slow.setReceiveBufferSize(1024);
        slow.getOutputStream().write(open(65020));
        slow.getOutputStream().write(octets(Keepalive.INSTANCE));
        for (int i = 0; i < 19; i++) {
            assertTrue(slow.getInputStream().read() >= 0);
        }
        await(
                "it is up",
                () -> speaker.status().peers().stream()
                                .filter(each -> each.state().equals("Established"))
                                .count()
                        == 2);
        for (int round = 0; round < 3; round++) {
            tell(many(round * 4_500));
            assertTrue(slow.getInputStream().read() >= 0, "an octet");
        }
        await("the honest peer has the latest state", () -> only(honest).received() == 4_500);
    }
}
