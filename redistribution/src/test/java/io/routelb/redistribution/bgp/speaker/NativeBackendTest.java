package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static io.routelb.redistribution.bgp.speaker.Lab.established;
import static io.routelb.redistribution.bgp.speaker.Lab.intent;
import static io.routelb.redistribution.bgp.speaker.Lab.only;
import static io.routelb.redistribution.bgp.speaker.Lab.passive;
import static io.routelb.redistribution.bgp.speaker.Lab.peer;
import static io.routelb.redistribution.bgp.speaker.Lab.routes;
import static io.routelb.redistribution.bgp.speaker.Lab.timed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeBackendTest {
    private static final int A_PORT = 27_901;
    private static final int B_PORT = 27_902;
    private static final int C_PORT = 27_903;
    private static final String A = "127.0.0.11";
    private static final String B = "127.0.0.12";
    private static final String C = "127.0.0.13";

    private final NativeBackend a = new NativeBackend();
    private final NativeBackend b = new NativeBackend();

    @AfterEach
    void closeBoth() {
        a.close();
        b.close();
    }

    private static RoutingIntent atA(Set<Prefix> routes) {
        return intent(64512, "10.0.0.1", A_PORT, List.of(peer(B, 65010, 64512, B_PORT, A)), routes);
    }

    private static RoutingIntent atB(Set<Prefix> routes) {
        return intent(65010, "10.0.0.2", B_PORT, List.of(peer(A, 64512, 65010, A_PORT, B)), routes);
    }

    private void connect() {
        a.apply(atA(routes("198.51.100.10/32")));
        b.apply(atB(Set.of()));
        await("both are established", () -> established(a) && established(b));
    }

    @Test
    void twoSpeakersThatDialEachOtherEndUpWithOneSessionAndTheRoutes() {
        connect();
        await("the route arrives", () -> only(b).received() == 1);
        assertEquals(65010, only(a).asn());
        assertEquals(Duration.ofSeconds(9), only(a).hold());
        assertEquals(Duration.ofSeconds(3), only(a).keepalive());
        assertEquals(Set.of(IpFamily.IPV4, IpFamily.IPV6), only(a).families());
        assertEquals(1, only(a).advertised());
        assertEquals(0, only(a).flaps());
    }

    /** Twice the hold time of 3 s is what the send hold timer waits here; the KEEPALIVEs of longer than that come through. */
    @Test
    void aPeerThatTakesWhatIsSentIsNeverGivenUpForTakingNothing() {
        RoutingIntent.Timers hurried = new RoutingIntent.Timers(
                Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(1));
        RoutingIntent.Peer toB = timed(peer(B, 65010, 64512, B_PORT, A), hurried);
        RoutingIntent.Peer toA = timed(peer(A, 64512, 65010, A_PORT, B), hurried);
        a.apply(intent(64512, "10.0.0.1", A_PORT, List.of(toB), Set.of()));
        b.apply(intent(65010, "10.0.0.2", B_PORT, List.of(toA), Set.of()));
        await("both are established", () -> established(a) && established(b));
        await("10 KEEPALIVEs are heard", () -> only(a).traffic().received().getOrDefault("keepalive", 0L) >= 10);
        assertEquals(0, only(a).flaps());
        assertEquals(0, only(b).flaps());
    }

    @Test
    void theStageOfApplyCompletesOnceThePeerHasBeenTold() {
        connect();
        a.apply(atA(routes("198.51.100.10/32", "198.51.100.11/32")))
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
        assertEquals(2, only(a).advertised());
        await("both arrive", () -> only(b).received() == 2);
        a.apply(atA(Set.of())).toCompletableFuture().join();
        await("both are withdrawn", () -> only(b).received() == 0);
        assertEquals(0, only(a).flaps());
    }

    /** A look takes 15 ms on a node with a thousand addresses, so it is taken now and then and not for each change. */
    @Test
    void aChangeOfRoutesDoesNotWaitForALookAtTheSessionsInterface() {
        connect();
        long before = SessionLink.asked();
        for (int i = 0; i < 200; i++) {
            a.apply(atA(routes("198.51.100." + i + "/32")))
                    .toCompletableFuture()
                    .join();
        }
        long looks = SessionLink.asked() - before;
        assertTrue(looks < 20, looks + " looks for 200 changes");
    }

    @Test
    void applyCompletesAtOnceWhenNobodyIsThereToBeTold() {
        a.apply(atA(routes("198.51.100.10/32")))
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
        await("the refusal shows", () -> only(a).lastError().equals("peer " + B + " refused the connection"));
    }

    @Test
    void nineThousandRoutesShareOneExtendedUpdate() {
        Set<Prefix> many = IntStream.range(0, 9_000)
                .mapToObj(i -> Prefix.of("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + "/32"))
                .collect(Collectors.toSet());
        b.apply(atB(Set.of()));
        a.apply(atA(many));
        await("all arrive", () -> only(b).received() == many.size());
        // 65,535 octets hold 13,000 host routes beside the attributes (RFC 8654); two UPDATEs more for End-of-RIB.
        await("End-of-RIB follows", () -> only(b).traffic().received().getOrDefault("update", 0L) == 1 + 2);
    }

    /** With a wait of half a minute after a dial that failed there must be none. */
    @Test
    void twoThatBeginAtTheSameTimeNeedNoSecondDial() {
        RoutingIntent.Timers patient =
                new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(30));
        RoutingIntent toB =
                intent(64512, "10.0.0.1", A_PORT, List.of(timed(peer(B, 65010, 64512, B_PORT, A), patient)), Set.of());
        RoutingIntent toA =
                intent(65010, "10.0.0.2", B_PORT, List.of(timed(peer(A, 64512, 65010, A_PORT, B), patient)), Set.of());
        for (int i = 0; i < 20; i++) {
            try (NativeBackend one = new NativeBackend();
                    NativeBackend other = new NativeBackend()) {
                CompletableFuture.allOf(
                                CompletableFuture.runAsync(() -> one.apply(toB)),
                                CompletableFuture.runAsync(() -> other.apply(toA)))
                        .join();
                await("both are established", Duration.ofSeconds(5), () -> established(one) && established(other));
            }
        }
    }

    @Test
    void aPassivePeerWaitsToBeDialled() {
        a.apply(intent(64512, "10.0.0.1", A_PORT, List.of(passive(peer(B, 65010, 64512, B_PORT, A))), Set.of()));
        b.apply(intent(65010, "10.0.0.2", 0, List.of(peer(A, 64512, 65010, A_PORT, B)), Set.of()));
        await("both are established", () -> established(a) && established(b));
        assertEquals("", only(a).lastError());
    }

    @Test
    void aPeerInTheWrongAsIsRefusedWithASentenceOnBothSides() {
        a.apply(intent(64512, "10.0.0.1", 0, List.of(peer(B, 64500, 64512, B_PORT, A)), Set.of()));
        b.apply(intent(65010, "10.0.0.2", B_PORT, List.of(passive(peer(A, 64512, 65010, A_PORT, B))), Set.of()));
        await("a says so", () -> only(a).lastError().equals("peer is AS 65010, expected AS 64500 (2/2 Bad Peer AS)"));
        await("b says so", () -> only(b).lastError().equals("peer closed: OPEN Message Error/Bad Peer AS (2/2)"));
    }

    @Test
    void changedTimersResetThatPeerOnlyWithACease() {
        connect();
        RoutingIntent.Timers slower =
                new RoutingIntent.Timers(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMillis(200));
        RoutingIntent.Peer changed = timed(peer(B, 65010, 64512, B_PORT, A), slower);
        a.apply(intent(64512, "10.0.0.1", A_PORT, List.of(changed), Set.of()));
        await(
                "b was told why",
                () -> only(b).lastError()
                        .equals("peer closed: Cease/Administrative Reset (6/4), saying"
                                + " \"the configuration of this session has changed\""));
        await("it comes back", () -> established(a) && only(b).keepalive().equals(Duration.ofSeconds(3)));
        assertEquals(1, only(b).flaps());
    }

    @Test
    void whatNeedsNoNewSessionIsFollowedInTheOneThatIsUpOrByTheNext() {
        connect();
        RoutingIntent.Timers busier =
                new RoutingIntent.Timers(Duration.ofSeconds(9), Duration.ofSeconds(1), Duration.ofMillis(300));
        RoutingIntent.Peer elsewhere = passive(timed(peer(B, 65010, 64512, C_PORT, A), busier));
        a.apply(intent(64512, "10.0.0.1", A_PORT, List.of(elsewhere), Set.of()));
        await("the KEEPALIVEs come more often", () -> only(a).keepalive().equals(Duration.ofSeconds(1)));
        assertEquals(0, only(a).flaps());
        assertTrue(established(a));
        b.close(); // b does not dial any more, and a may not
        await("a has lost it and waits", () -> only(a).state().equals("Active"));
        RoutingIntent.Peer again = timed(peer(B, 65010, 64512, B_PORT, A), busier);
        try (NativeBackend silent = new NativeBackend()) {
            silent.apply(
                    intent(65010, "10.0.0.2", B_PORT, List.of(passive(peer(A, 64512, 65010, A_PORT, B))), Set.of()));
            a.apply(intent(64512, "10.0.0.1", A_PORT, List.of(again), Set.of()));
            await("a dials", () -> established(a));
        }
    }

    @Test
    void aRemovedPeerIsToldThatItIsNoLongerConfigured() {
        connect();
        a.apply(intent(64512, "10.0.0.1", A_PORT, List.of(), Set.of()));
        await("b was told why", () -> only(b).lastError().contains("Cease/Peer De-configured (6/3)"));
        await("a closes strangers", () -> a.status().refusedConnections() > 0);
    }

    @Test
    void closeEndsSessionsWithACeaseAndIsIdempotent() {
        connect();
        a.close();
        a.close();
        await("b was told why", () -> only(b).flaps() == 1);
        assertTrue(only(b).lastError()
                .matches("peer closed: Cease/Administrative Shutdown \\(6/2\\), saying .*|.*refused.*"));
        assertThrows(
                CompletionException.class,
                () -> a.apply(atA(Set.of())).toCompletableFuture().join());
    }

    @Test
    void aPeerThatKnowsNothingOfRestartsIsToldThatWeGoAndTheOtherOneKeepsOurRoutes() {
        PeerOptions without = PeerOptions.DEFAULT.withRestart(PeerOptions.Restart.OFF);
        RoutingIntent atB = atB(Set.of());
        b.apply(new RoutingIntent(
                atB.localAsn(),
                atB.routerId(),
                atB.listenPort(),
                List.of(atB.peers().getFirst().withOptions(without))));
        try (NativeBackend c = new NativeBackend()) {
            c.apply(intent(65020, "10.0.0.3", C_PORT, List.of(peer(A, 64512, 65020, A_PORT, C)), Set.of()));
            a.apply(atA(routes("198.51.100.10/32")));
            await("b has the route", () -> only(b).received() == 1);
            assertFalse(a.isKeptOverRestart());
            a.apply(intent(
                    64512,
                    "10.0.0.1",
                    A_PORT,
                    List.of(peer(B, 65010, 64512, B_PORT, A), peer(C, 65020, 64512, C_PORT, A)),
                    routes("198.51.100.10/32")));
            await("c has the route", () -> only(c).received() == 1);
            await("somebody keeps it", a::isKeptOverRestart);
            a.closeForRestart();
            await("b was told why", () -> only(b).lastError().contains("Administrative Shutdown"));
            await("c was not", () -> !established(c));
            assertEquals(0, only(b).received());
            assertEquals(1, only(c).received());
            assertFalse(only(c).lastError().contains("Administrative Shutdown"));
        }
    }

    @Test
    void aTakenPortIsAProblemThatHealsWhileDiallingGoesOn() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(A_PORT));
            connect();
            assertTrue(a.status().problems().getFirst().startsWith("cannot listen for BGP on TCP port " + A_PORT));
        }
        await("the port is bound at last", () -> a.status().problems().isEmpty());
    }

    @Test
    void aConnectionFromAStrangerIsClosedAtOnce() throws IOException {
        a.apply(atA(Set.of()));
        await("a listens", () -> canConnect("127.0.0.99"));
        await("it is counted", () -> a.status().refusedConnections() > 0);
    }

    /** On two addresses, one of each family, on one more that is nobody's, and then on all again. */
    @Test
    void itListensWhereItIsToldToAndSaysWhereItCannot() {
        RoutingIntent all = atA(Set.of());
        a.apply(listening(all, A, "::1", "203.0.113.9"));
        await("a listens", () -> canConnect("127.0.0.99"));
        assertTrue(canConnect("::1", "::1"));
        assertFalse(canConnect("127.0.0.99", B), "nowhere else");
        await(
                "what cannot be is said",
                () -> a.status()
                        .problems()
                        .equals(List.of("cannot listen for BGP on"
                                + " 203.0.113.9, TCP port " + A_PORT
                                + " (bind(..) failed with error(-99): Cannot assign requested address): the"
                                + " address of listenAddresses is not one of this node")));
        a.apply(listening(all, A));
        await("nothing is wrong any more", () -> a.status().problems().isEmpty());
        assertFalse(canConnect("::1", "::1"));
        a.apply(all);
        await("it is everywhere", () -> canConnect("127.0.0.99", B));
    }

    private static RoutingIntent listening(RoutingIntent intent, String... addresses) {
        return new RoutingIntent(
                intent.localAsn(),
                intent.routerId(),
                intent.listenPort(),
                intent.peers(),
                intent.options()
                        .withListenAddresses(
                                Arrays.stream(addresses).map(Addresses::of).collect(Collectors.toSet())));
    }

    private static boolean canConnect(String source) {
        return canConnect(source, A);
    }

    private static boolean canConnect(String source, String target) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(target), A_PORT), 1000);
            socket.setSoTimeout(1000);
            return socket.getInputStream().read() == -1;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void octetsThatAreNoBgpEndOnlyTheConnectionTheyCameOn() throws IOException {
        a.apply(intent(64512, "10.0.0.1", A_PORT, List.of(passive(peer(B, 65010, 64512, B_PORT, A))), Set.of()));
        await("garbage was refused", () -> {
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral(B), 0));
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral(A), A_PORT), 1000);
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return socket.getInputStream().readAllBytes().length > 0;
            } catch (IOException e) {
                return false;
            }
        });
        await("it shows", () -> only(a).lastError().contains("marker"));
        b.apply(atB(Set.of()));
        await("the real peer gets in", () -> established(a) && established(b));
    }

    @Test
    void ipv6TransportWorksEqually() {
        a.apply(intent(
                64512, "10.0.0.1", A_PORT, List.of(passive(peer("::1", 65010, 64512, B_PORT, "::1"))), Set.of()));
        b.apply(intent(
                65010,
                "10.0.0.2",
                0,
                List.of(peer("::1", 64512, 65010, A_PORT, "::1")),
                routes("2001:db8::1/128", "198.51.100.1/32")));
        await("the route of the transport's family arrives", () -> only(a).received() == 1);
        await(
                "the other family's absence shows",
                () -> only(b).lastError()
                        .equals(
                                "IPv4 routes are not advertised: interface lo that holds ::1 has no global IPv4 address"));
    }
}
