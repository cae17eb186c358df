package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static io.routelb.redistribution.bgp.speaker.Lab.established;
import static io.routelb.redistribution.bgp.speaker.Lab.intent;
import static io.routelb.redistribution.bgp.speaker.Lab.only;
import static io.routelb.redistribution.bgp.speaker.Lab.passive;
import static io.routelb.redistribution.bgp.speaker.Lab.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.Addresses;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bgp.message.Capability;
import io.routelb.redistribution.bgp.message.Dialect;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A speaker with one honest session, and others that mean it ill. After each test that session must not have noticed. */
class BesiegedSpeaker {
    static final int PORT = 27_941;
    static final String HERE = "127.0.0.41";
    static final String HONEST = "127.0.0.42";
    static final String ROGUE = "127.0.0.43";

    private static final int RECEIVE_BUFFER = 4096;
    private static final PeerOptions.Import ANYTHING = new PeerOptions.Import(
            List.of(new PrefixRule(Prefix.of("0.0.0.0/0"), 8, 32)), 3_000, 90, Duration.ofMinutes(1));

    final NativeBackend speaker = new NativeBackend();
    final NativeBackend honest = new NativeBackend();
    final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void beginWithAnHonestSession() {
        tell(Lab.routes("198.51.100.1/32"));
        RoutingIntent.Peer toSpeaker = Lab.timed(
                peer(HERE, 64512, 65010, PORT, HONEST),
                new RoutingIntent.Timers(Duration.ofSeconds(9), Duration.ofSeconds(1), Duration.ofMillis(200)));
        honest.apply(intent(65010, "10.0.0.2", 0, List.of(toSpeaker), Set.of()));
        await("the honest session is up", () -> established(honest));
    }

    void tell(Set<Prefix> routes) {
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
                        passive(peer(ROGUE, 65020, 64512, PORT, HERE))
                                .withOptions(PeerOptions.DEFAULT.withImports(ANYTHING))),
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

    static Set<Prefix> many(int from) {
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

    Socket connect(String source) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(RECEIVE_BUFFER); // before it is connected: the window is made of it
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(HERE), PORT), 2000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    static byte[] octets(Message message) {
        ByteBuffer encoded = MessageCodec.encode(message, Dialect.INITIAL);
        byte[] octets = new byte[encoded.remaining()];
        encoded.get(octets);
        return octets;
    }

    static byte[] open(int asn) {
        return octets(new Open(asn, 90, Addresses.of("10.0.0.3").toIPv4(), List.of(new Capability.FourOctetAs(asn))));
    }

    /** Sends the same until the other side has had enough of it. */
    static void flood(Socket socket, byte[] octets, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(octets);
            }
        } catch (IOException e) {
            // It has: the connection was closed on us.
        }
    }

    RoutingStatus.Peer rogue() {
        return speaker.status().peers().stream()
                .filter(each -> each.address().toCanonicalString().equals(ROGUE))
                .findFirst()
                .orElseThrow();
    }

    String rogueError() {
        return rogue().lastError();
    }

    long sessions() {
        return speaker.status().peers().stream()
                .filter(each -> each.state().equals("Established"))
                .count();
    }

    /** How long it takes until the honest peer has exactly these routes, asked for now. */
    Duration toldWithin(Set<Prefix> routes) {
        long asked = System.nanoTime();
        tell(routes);
        await("the honest peer has the latest state", () -> only(honest).received() == routes.size());
        return Duration.ofNanos(System.nanoTime() - asked);
    }
}
