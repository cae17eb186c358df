package io.routelb.redistribution.bfd.speaker;

import static io.routelb.redistribution.bfd.speaker.Loopback.A;
import static io.routelb.redistribution.bfd.speaker.Loopback.B;
import static io.routelb.redistribution.bfd.speaker.Loopback.NOBODY;
import static io.routelb.redistribution.bfd.speaker.Loopback.every;
import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.PeerOptions.Bfd;
import io.routelb.model.PeerOptions.BfdKey;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bfd.packet.State;
import io.routelb.redistribution.bfd.speaker.PathListener.PathChange;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two speakers on two addresses of loopback, on the ports of the RFCs. */
class BfdSpeakerTest {

    /**
     * For what is not about silence: both speakers are in this process, so when the machine lets it stand still for the 150 ms of {@code
     * every(50)}, neither has sent anything, and the path is down in earnest.
     */
    private static final Bfd PATIENT =
            new Bfd(Duration.ofMillis(50), Duration.ofMillis(50), 60, false, Optional.empty());

    private final Queue<PathChange> seenByA = new ConcurrentLinkedQueue<>();
    private final Loopback loopback = new Loopback();
    private final BfdSpeaker a = new BfdSpeaker(seenByA::add);
    private final BfdSpeaker b = new BfdSpeaker(loopback::freeze);

    @AfterEach
    void closeBoth() {
        loopback.thaw();
        a.close();
        b.close();
    }

    private static Bfd multihop() {
        return new Bfd(Duration.ofMillis(50), Duration.ofMillis(50), 3, true, Optional.empty());
    }

    private static Bfd keyed(String secret) {
        return new Bfd(
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                3,
                false,
                Optional.of(new BfdKey(7, new SessionPassword(secret))));
    }

    private static BfdPeer peer(String address, String source, Bfd options) {
        return new BfdPeer(Addresses.of(address), Optional.of(Addresses.of(source)), options);
    }

    private static RoutingStatus.Bfd session(BfdSpeaker speaker, String peer) {
        await("a session with " + peer, () -> speaker.status().containsKey(Addresses.of(peer)));
        return Optional.ofNullable(speaker.status().get(Addresses.of(peer))).orElseThrow();
    }

    private static boolean isUp(BfdSpeaker speaker, String peer) {
        return session(speaker, peer).state().equals("Up");
    }

    private void connect(Bfd options) {
        a.apply(List.of(peer(B, A, options)));
        b.apply(List.of(peer(A, B, options)));
        await("both are Up", () -> isUp(a, B) && isUp(b, A));
    }

    @Test
    void bothEndsComeUpAndAgreeOnThePace() {
        connect(PATIENT);
        await("the pace is agreed on", () -> session(a, B).detection().equals(Duration.ofSeconds(3)));
        assertEquals(Duration.ofMillis(50), session(a, B).transmit());
        long before = session(a, B).packets().received();
        await("packets flow", () -> session(a, B).packets().received() > before + 20);
        assertEquals(0, session(a, B).flaps());
        assertEquals(0, session(a, B).packets().unsent());
        assertEquals("No Diagnostic (0)", session(a, B).reason());
    }

    @Test
    void multihopComesUpOnItsOwnPortAndNeverWithSingleHop() {
        connect(multihop());
        b.apply(List.of(peer(A, B, every(50))));
        await(
                "B's is another session",
                () -> !isUp(a, B) && session(b, A).packets().received() == 0);
        long sent = session(a, B).packets().sent();
        await("A sends on, by multihop", () -> session(a, B).packets().sent() > sent);
        assertEquals(0, session(b, A).packets().received());
        a.apply(List.of(peer(B, A, every(50))));
        await("both single hop", () -> isUp(a, B) && isUp(b, A));
    }

    @Test
    void aPeerThatFreezesIsNoticedWithinTheDetectionTime() {
        a.apply(List.of(peer(B, A, every(50))));
        b.apply(List.of(peer(A, B, every(50)), peer(NOBODY, B, every(50))));
        await("Up at the pace", () -> isUp(a, B) && session(a, B).detection().toMillis() == 150);
        seenByA.clear();
        b.apply(List.of(peer(A, B, every(50))));
        long frozen = System.nanoTime();
        await("A notices", () -> !seenByA.isEmpty());
        long took = Duration.ofNanos(System.nanoTime() - frozen).toMillis();
        PathChange change = seenByA.remove();
        assertTrue(change.lost());
        assertEquals(State.DOWN, change.state());
        assertEquals("Control Detection Time Expired (1)", change.reason());
        assertTrue(took <= 200, "it took " + took + " ms");
        loopback.thaw();
        await("it comes back", () -> isUp(a, B) && isUp(b, A));
        assertEquals(1, session(a, B).flaps());
    }

    /** B's thread stands still for twice its own Detection Time, as in a collection of garbage; A waits longer for B. */
    @Test
    void whatCameWhileTheThreadStoodStillIsHeardBeforeAnybodyIsTakenForLost() throws IOException {
        a.apply(List.of(peer(B, A, multihop())));
        Bfd patient = new Bfd(Duration.ofMillis(50), Duration.ofMillis(50), 60, true, Optional.empty());
        b.apply(List.of(peer(A, B, patient), peer(NOBODY, B, every(50))));
        await(
                "Up at the pace",
                () -> isUp(a, B) && isUp(b, A) && session(b, A).detection().toMillis() == 150);
        b.apply(List.of(peer(A, B, patient)));
        await("B stands still", loopback::isFrozen);
        long sent = session(a, B).packets().sent();
        try (DatagramSocket stranger = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(NOBODY), 0))) {
            for (int i = 0; i < 200; i++) {
                stranger.send(new DatagramPacket(new byte[24], 24, InetAddress.ofLiteral(B), 4784));
            }
        }
        await("A goes on sending", () -> session(a, B).packets().sent() >= sent + 8);
        loopback.thaw();
        long heard = session(b, A).packets().received();
        await("B hears A", () -> session(b, A).packets().received() >= heard + 16);
        assertEquals(200, b.strangers());
        assertEquals(0, session(b, A).flaps());
        assertEquals(0, session(a, B).flaps());
    }

    @Test
    void beforeAPauseEverySessionThatCouldBeTakenForSilentSpeaks() {
        Bfd slow = new Bfd(Duration.ofMillis(290), Duration.ofMillis(50), 50, false, Optional.empty());
        connect(slow);
        await("the pace is agreed on", () -> session(a, B).transmit().equals(Duration.ofMillis(290)));
        long sent = session(a, B).packets().sent();
        for (int i = 0; i < 20; i++) {
            a.standStillAhead();
        }
        assertTrue(session(a, B).packets().sent() >= sent + 20);
        a.apply(List.of(peer(B, A, every(400))));
        await("the slower pace", () -> session(a, B).transmit().equals(Duration.ofMillis(400)));
        long patient = session(a, B).packets().sent();
        for (int i = 0; i < 20; i++) {
            a.standStillAhead();
        }
        assertTrue(session(a, B).packets().sent() < patient + 20, "nobody takes a pause for silence");
        a.close();
        a.standStillAhead();
    }

    @Test
    void whoIsRemovedOrClosedTakesThePeerDownAndLosesNoPath() {
        connect(every(50));
        b.apply(List.of());
        await("A is told", () -> session(a, B).state().equals("Down"));
        assertEquals("Neighbor Signaled Session Down (3)", session(a, B).reason());
        b.apply(List.of(peer(A, B, every(50))));
        await("it comes back", () -> isUp(a, B) && isUp(b, A));
        b.close();
        await("A is told again", () -> session(a, B).state().equals("Down"));
        assertEquals("Neighbor Signaled Session Down (3)", session(a, B).reason());
        assertTrue(seenByA.stream().noneMatch(PathChange::lost), seenByA::toString);
        b.close();
    }

    @Test
    void intervalsAndMultiplierChangeWhileTheSessionGoesOn() {
        connect(PATIENT);
        Bfd slower = new Bfd(Duration.ofMillis(200), Duration.ofMillis(80), 5, false, Optional.empty());
        b.apply(List.of(peer(A, B, slower)));
        await("A expects the slower pace", () -> session(a, B).detection().equals(Duration.ofSeconds(1)));
        await("A sends at what B wants", () -> session(a, B).transmit().equals(Duration.ofMillis(80)));
        await("B sends slower", () -> session(b, A).transmit().equals(Duration.ofMillis(200)));
        b.apply(List.of(peer(A, B, PATIENT)));
        await("and back", () -> session(a, B).detection().equals(Duration.ofSeconds(3)));
        assertEquals(0, session(a, B).flaps());
        assertEquals(0, session(b, A).flaps());
    }

    @Test
    void onlyWhoHasTheKeyIsHeard() {
        a.apply(List.of(peer(B, A, keyed("one secret"))));
        b.apply(List.of(peer(A, B, keyed("another"))));
        await("it shows", () -> session(a, B).problem().equals("the peer's key has another secret"));
        assertEquals(0, session(a, B).packets().received());
        assertTrue(session(a, B).packets().discarded() > 0);
        b.apply(List.of(peer(A, B, keyed("one secret"))));
        await("both are Up", () -> isUp(a, B) && isUp(b, A));
        assertEquals("", session(a, B).problem());
        assertTrue(seenByA.stream().noneMatch(PathChange::lost), seenByA::toString);
    }

    @ParameterizedTest(name = "UDP port {0}")
    @ValueSource(ints = {3784, 4784})
    void aDatagramWithAnotherTtlReachesOnlyTheMultihopPort(int port) throws IOException {
        a.apply(List.of(peer(port == 3784 ? B : NOBODY, A, port == 3784 ? every(50) : multihop())));
        await("it listens", () -> takes(port));
        byte[] down = HexFormat.of().parseHex("2040031812345678000000000000c3500000c35000000000");
        long before = a.strangers();
        try (DatagramSocket far = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(B), 0))) {
            far.send(new DatagramPacket(down, down.length, InetAddress.ofLiteral(A), port)); // TTL 64
        }
        if (port == 4784) {
            await("it is counted as a stranger's", () -> a.strangers() == before + 1);
            return;
        }
        b.apply(List.of(peer(A, B, every(50))));
        await("the neighbour's, sent later, are heard", () -> isUp(a, B));
        assertEquals(before, a.strangers());
    }

    /** Whether somebody holds the port: a socket of ours cannot then. */
    private static boolean takes(int port) {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(A), port))) {
            return !probe.isBound();
        } catch (IOException e) {
            return true;
        }
    }

    /** RFC 5881 section 5: what was not checked for its TTL says nothing to a session that has it checked, whoever sent it. */
    @Test
    void theMultihopPortIsNoWayToASingleHopSession() throws IOException {
        a.apply(List.of(peer(B, A, every(50)), peer(NOBODY, A, multihop())));
        await("it listens", () -> takes(4784));
        long before = a.strangers();
        byte[] down = HexFormat.of().parseHex("2040031812345678000000000000c3500000c35000000000");
        try (DatagramSocket far = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(B), 0))) {
            far.send(new DatagramPacket(down, down.length, InetAddress.ofLiteral(A), 4784));
        }
        await("it is counted as a stranger's", () -> a.strangers() == before + 1);
        assertEquals(0, session(a, B).packets().received());
    }

    @Test
    void garbageAndStrangersLeaveNothingButACount() throws IOException {
        a.apply(List.of(peer(B, A, multihop())));
        await("it listens", () -> takes(4784));
        try (DatagramSocket stranger = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(NOBODY), 0))) {
            for (int length = 1; length < 300; length += 3) {
                byte[] octets = new byte[length];
                stranger.send(new DatagramPacket(octets, length, InetAddress.ofLiteral(A), 4784));
            }
        }
        await("they are counted", () -> a.strangers() == 100);
        assertFalse(isUp(a, B));
        assertEquals(0, session(a, B).packets().received());
    }

    @Test
    void aTakenPortIsAProblemThatHeals() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(A), 3784))) {
            a.apply(List.of(peer(B, A, every(50))));
            await("it is said", () -> !a.problems().isEmpty());
            assertTrue(a.problems().getFirst().startsWith("cannot listen for BFD on UDP port 3784"));
            assertTrue(taken.isBound());
        }
        await("it is bound at last", () -> a.problems().isEmpty());
        b.apply(List.of(peer(A, B, every(50))));
        await("both are Up", () -> isUp(a, B) && isUp(b, A));
    }

    @Test
    void anAddressThatIsNotOursIsAProblemOfTheSession() {
        a.apply(List.of(peer(B, "192.0.2.77", every(50))));
        await("it is said", () -> session(a, B).problem().startsWith("BFD cannot send from 192.0.2.77"));
    }
}
