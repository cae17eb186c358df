package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.routelb.redistribution.bgp.message.Keepalive;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Peers that cost more than others: what they take is bounded, and the honest one's routes come as quickly. */
class HeavyPeersTest extends BesiegedSpeaker {
    private static final long MEBIBYTE = 1 << 20;
    private static final Duration QUICKLY = Duration.ofSeconds(2);
    private static final String ATTRIBUTES = "40010100 40020602010000fdfc 4003047f00002b"; // IGP, AS 65020, 127.0.0.43

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private Socket establishedRogue() throws IOException {
        Socket socket = connect(ROGUE);
        socket.getOutputStream().write(open(65020));
        socket.getOutputStream().write(octets(Keepalive.INSTANCE));
        await("the rogue is up", () -> sessions() == 2);
        return socket;
    }

    /** Most of a route's life is spent waiting for the loop, so the worst of many is what another peer's load does to it. */
    private Duration slowestOf(int rounds) {
        Duration slowest = Duration.ZERO;
        for (int round = 0; round < rounds; round++) {
            Duration took = toldWithin(many(round * 4_500));
            toldWithin(Set.of());
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
        }
        return slowest;
    }

    @Test
    void aPeerThatReadsAnOctetNowAndThenHoldsUpNobodyAndHoldsNoMoreThanTheLatest() throws IOException {
        Socket slow = establishedRogue();
        slowestOf(3);
        long before = heapInUse();
        for (int round = 0; round < 20; round++) {
            Duration took = slowestOf(1);
            assertTrue(took.compareTo(QUICKLY) < 0, "it took " + took);
            assertTrue(slow.getInputStream().read() >= 0, "an octet");
            slow.getOutputStream().write(octets(Keepalive.INSTANCE));
        }
        long grown = heapInUse() - before;
        assertTrue(grown < 8 * MEBIBYTE, "the heap has grown by " + grown);
        assertEquals(2, sessions());
    }

    @Test
    void thousandsOfConnectionsAreClosedAndLeaveNothing() throws IOException {
        toldWithin(many(0));
        toldWithin(Set.of());
        long before = heapInUse();
        for (int i = 0; i < 4_000; i++) {
            try (Socket each = connect("127.0." + (2 + i % 100) + "." + (1 + i / 100))) {
                sockets.remove(each);
            }
            if (i % 1_000 == 0) {
                Duration took = slowestOf(1);
                assertTrue(took.compareTo(QUICKLY) < 0, "it took " + took);
            }
        }
        await("all are refused", () -> speaker.status().refusedConnections() == 4_000);
        long grown = heapInUse() - before;
        assertTrue(grown < 4 * MEBIBYTE, "the heap has grown by " + grown);
        assertEquals(2, speaker.status().peers().size());
    }

    @Test
    void halfOpenConnectionsOfNeighboursByPrefixTakeNoPlaceFromOthers() throws IOException {
        List<Socket> silent = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            silent.add(connect("127.0.1." + i));
        }
        await("most are refused", () -> speaker.status().refusedConnections() == 17);
        assertEquals(2 + 3, speaker.status().peers().size());
        establishedRogue();
        for (Socket each : silent) {
            each.close();
        }
        await("they are forgotten", () -> speaker.status().peers().size() == 2);
    }

    private static byte[] update(String attributes, String prefixes) {
        String plain = attributes.replace(" ", "");
        String body = "0000%04x%s%s".formatted(plain.length() / 2, plain, prefixes.replace(" ", ""));
        return HexFormat.of().parseHex("ff".repeat(16) + "%04x02".formatted(19 + body.length() / 2) + body);
    }

    /** RFC 7606 section 6. */
    @Test
    void anUpdateThatIsFaultyIsLoggedWholeWithThePrefixesItNames() throws IOException {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(PeerSession.class);
        log.setContext(logger.getLoggerContext());
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.WARN);
        try {
            Socket socket = establishedRogue();
            byte[] withdrawing = update(ATTRIBUTES + "c00800", "20 0b000001".repeat(25));
            byte[] fatal = update(ATTRIBUTES, "ff 0b000001");
            socket.getOutputStream().write(withdrawing);
            socket.getOutputStream().write(withdrawing);
            socket.getOutputStream().write(fatal);
            await("it is over", () -> rogueError().contains("Invalid Network Field (3/10)"));
            List<Map<String, Object>> faulty = List.copyOf(log.list).stream()
                    .filter(each -> each.getMessage().equals("BGP faulty UPDATE"))
                    .map(each -> each.getKeyValuePairs().stream()
                            .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value)))
                    .toList();
            assertEquals(2, faulty.size(), "what is repeated is held back, what ends the session is not");
            assertEquals(
                    "11.0.0.1/32 ".repeat(20) + "and 5 more", faulty.getFirst().get("prefixes"));
            assertEquals(
                    HexFormat.of().formatHex(withdrawing), faulty.getFirst().get("octets"));
            assertEquals(HexFormat.of().formatHex(fatal), faulty.getLast().get("octets"));
            assertEquals(ROGUE, faulty.getLast().get("address"));
        } finally {
            logger.setLevel(null);
            logger.detachAppender(log);
        }
    }

    /** Three thousand prefixes may have half a kilobyte of attributes each, however they share it out. */
    @Test
    void aThousandRoutesWith255CommunitiesEachAreKeptAndTwiceAsManyAreTooMuch() throws IOException {
        Socket socket = establishedRogue();
        long before = heapInUse();
        tellWith255Communities(socket, 0, 1_000);
        await("they are in", () -> rogue().received() == 1_000);
        long grown = heapInUse() - before;
        assertTrue(grown < 8 * MEBIBYTE, "the heap has grown by " + grown);
        assertTrue(toldWithin(many(0)).compareTo(QUICKLY) < 0);
        tellWith255Communities(socket, 1_000, 2_000);
        await("it is ended", () -> rogueError().endsWith("Cease/Out of Resources (6/8)"));
        await("the routes are gone", () -> rogue().received() == 0);
        assertTrue(toldWithin(Set.of()).compareTo(QUICKLY) < 0);
    }

    private static void tellWith255Communities(Socket socket, int from, int to) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int route = from; route < to; route++) {
            ByteArrayOutputStream communities = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(communities);
            for (int each = 0; each < 255; each++) {
                out.writeInt(route << 16 | each);
            }
            all.writeBytes(update(
                    ATTRIBUTES + "d00803fc" + HexFormat.of().formatHex(communities.toByteArray()),
                    "20 0b00%04x".formatted(route)));
        }
        flood(socket, all.toByteArray(), 1);
    }

    @Test
    void aPathOfAThousandSetsAndAStormOfAttributesAreRoutesAndNoMore() throws IOException {
        Socket socket = establishedRogue();
        String sets = "01010000fdfc".repeat(660); // what a message of 4,096 octets holds
        socket.getOutputStream()
                .write(update("40010100 5002%04x%s 4003047f00002b".formatted(sets.length() / 2, sets), "20 0b000001"));
        String storm = "c0ff00".repeat(1_300);
        for (int i = 0; i < 1_000; i++) {
            socket.getOutputStream().write(update(ATTRIBUTES + storm, "20 0b01%04x".formatted(i)));
        }
        await("all are in", () -> rogue().received() == 1_001);
        assertEquals(2, sessions());
        assertTrue(toldWithin(many(0)).compareTo(QUICKLY) < 0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            AS 0 in both places,                   0000, 00000000, 0a000003, Bad Peer AS
            AS 0 behind AS_TRANS,                  5ba0, 00000000, 0a000003, Bad Peer AS
            AS_TRANS itself,                       5ba0, 00005ba0, 0a000003, Bad Peer AS
            another AS than is expected of it,     fdfd, 0000fdfd, 0a000003, Bad Peer AS
            no router ID,                          fdfc, 0000fdfc, 00000000, Bad BGP Identifier
            """)
    void anOpenOfNobodyIsRefused(String what, String twoOctets, String fourOctets, String identifier, String reason)
            throws IOException {
        String open = "04" + twoOctets + "005a" + identifier + "08" + "0206" + "4104" + fourOctets;
        connect(ROGUE)
                .getOutputStream()
                .write(HexFormat.of().parseHex("ff".repeat(16) + "%04x01".formatted(19 + open.length() / 2) + open));
        await("it is refused", () -> rogueError().contains(reason));
    }

    @Test
    void whoHasOurOwnRouterIdInAnotherAsIsLetIn() throws IOException {
        String open = "04fdfc005a" + "0a000001" + "08" + "0206" + "4104" + "0000fdfc";
        Socket socket = connect(ROGUE);
        socket.getOutputStream()
                .write(HexFormat.of().parseHex("ff".repeat(16) + "%04x01".formatted(19 + open.length() / 2) + open));
        socket.getOutputStream().write(octets(Keepalive.INSTANCE));
        await("it is up (RFC 6286)", () -> sessions() == 2);
    }
}
