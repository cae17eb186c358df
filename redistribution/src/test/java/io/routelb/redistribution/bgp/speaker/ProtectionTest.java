package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static io.routelb.redistribution.bgp.speaker.Lab.established;
import static io.routelb.redistribution.bgp.speaker.Lab.intent;
import static io.routelb.redistribution.bgp.speaker.Lab.only;
import static io.routelb.redistribution.bgp.speaker.Lab.passive;
import static io.routelb.redistribution.bgp.speaker.Lab.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.RoutingStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 2385 and RFC 5082 between two speakers on loopback. A dials, B is dialled, C is a bystander that dials B without a key. */
class ProtectionTest {
    private static final int B_PORT = 27_922;
    private static final String A = "127.0.0.21";
    private static final String B = "127.0.0.22";
    private static final String C = "127.0.0.23";

    private final NativeBackend a = new NativeBackend();
    private final NativeBackend b = new NativeBackend();
    private final NativeBackend c = new NativeBackend();

    @AfterEach
    void closeAll() {
        a.close();
        b.close();
        c.close();
    }

    private static PeerOptions key(String text) {
        return text.equals("-") ? PeerOptions.DEFAULT : PeerOptions.DEFAULT.withPassword(new SessionPassword(text));
    }

    private static PeerOptions hops(int hops) {
        return hops == 0 ? PeerOptions.DEFAULT : PeerOptions.DEFAULT.withTtlSecurityHops(hops);
    }

    private void dialler(String here, String there, PeerOptions options) {
        RoutingIntent.Peer toB = peer(there, 65010, 64512, B_PORT, here).withOptions(options);
        a.apply(intent(64512, "10.0.0.1", 0, List.of(toB), Set.of()));
    }

    private void dialled(String here, String there, PeerOptions options) {
        RoutingIntent.Peer toA =
                passive(peer(there, 64512, 65010, B_PORT, here)).withOptions(options);
        RoutingIntent.Peer toC = passive(peer(C, 64513, 65010, B_PORT, B));
        b.apply(new RoutingIntent(
                intent(65010, "10.0.0.2", B_PORT, List.of(), Set.of()).localAsn(),
                intent(65010, "10.0.0.2", B_PORT, List.of(), Set.of()).routerId(),
                B_PORT,
                List.of(toA, toC)));
    }

    private void bystander() {
        c.apply(intent(64513, "10.0.0.3", 0, List.of(peer(B, 65010, 64513, B_PORT, C)), Set.of()));
        await("the bystander is established", () -> established(c));
    }

    private RoutingStatus.Peer atB(String address) {
        await("b knows its peers", () -> b.status().peers().size() == 2);
        return b.status().peers().stream()
                .filter(each -> each.address().toCanonicalString().equals(address))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"127.0.0.21, 127.0.0.22", "::1, ::1"})
    void peersWithTheSamePasswordTalk(String here, String there) {
        dialled(there, here, key("to each his own"));
        dialler(here, there, key("to each his own"));
        await("they talk", () -> established(a) && atB(here).state().equals("Established"));
    }

    @Tag("whole-system")
    @ParameterizedTest(name = "dialling with {0} what wants {1}")
    @CsvSource(textBlock = """
            one, other, '; its TCP MD5 password may be another'
            one, -,     '; its TCP MD5 password may be another'
            -,   other, ''
            """)
    void peersWithDifferentPasswordsNeverTalkAndTheReasonShows(String ours, String theirs, String hint) {
        dialled(B, A, key(theirs));
        bystander();
        dialler(A, B, key(ours));
        await(
                "a says why",
                () -> only(a).lastError()
                        .equals("peer " + B + " did not answer the connection attempt in time" + hint));
        assertEquals(0, only(a).traffic().sent().getOrDefault("open", 0L));
        assertEquals(0, only(c).flaps());
    }

    @Tag("whole-system")
    @Test
    void aPasswordChangedOnBothSidesKeepsTheSessionAndAllOthers() {
        dialled(B, A, key("before"));
        dialler(A, B, key("before"));
        bystander();
        await("they talk", () -> established(a));
        dialled(B, A, key("after"));
        dialler(A, B, key("after"));
        long heard = only(a).traffic().received().getOrDefault("keepalive", 0L);
        await("they go on", () -> only(a).traffic().received().getOrDefault("keepalive", 0L) >= heard + 2);
        assertEquals(0, only(a).flaps());
        assertEquals(0, only(c).flaps());
        a.apply(intent(64512, "10.0.0.1", 0, List.of(), Set.of()));
        dialler(A, B, key("before"));
        await("the old one is good no more", () -> only(a).lastError().contains("TCP MD5 password may be another"));
    }

    /** SYNs are dropped until then; the attempt itself would last five seconds. */
    @Test
    void aPasswordPutRightWhileThePeerIsBeingDialledCountsForThatAttempt() {
        dialled(B, A, key("right"));
        dialler(A, B, key("wrong"));
        await("a dials", () -> only(a).state().equals("Connect"));
        dialler(A, B, key("right"));
        await("they talk", Duration.ofSeconds(4), () -> established(a));
        assertEquals("", only(a).lastError());
    }

    @Tag("whole-system")
    @Test
    void aPasswordThatTheOtherSideDoesNotFollowEndsTheSessionAndNoOther() {
        dialled(B, A, key("before"));
        dialler(A, B, key("before"));
        bystander();
        await("they talk", () -> established(a));
        dialled(B, A, key("after"));
        await("a hears nothing any more", () -> only(a).flaps() == 1);
        dialler(A, B, key("after"));
        await("a follows", () -> established(a));
        assertEquals(0, only(c).flaps());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"127.0.0.21, 127.0.0.22", "::1, ::1"})
    void neighboursThatBothCheckTheTtlTalk(String here, String there) {
        dialled(there, here, hops(1));
        dialler(here, there, hops(1));
        await("they talk", () -> established(a) && atB(here).state().equals("Established"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"127.0.0.21, 127.0.0.22", "::1, ::1"})
    void aPeerThatDialsWithAnOrdinaryTtlIsRefusedWithTheReason(String here, String there) {
        dialled(there, here, hops(2));
        dialler(here, there, hops(0));
        await("b says why", () -> atB(here).lastError().equals("peer " + here + " dialled from more than 2 hops away"));
        assertEquals(0, atB(here).traffic().received().getOrDefault("open", 0L));
    }

    @Test
    void aPeerThatAnswersWithAnOrdinaryTtlIsNotHeard() {
        RoutingIntent.Peer toA = passive(peer(A, 64512, 65010, B_PORT, B));
        b.apply(intent(65010, "10.0.0.2", B_PORT, List.of(toA), Set.of()));
        dialler(A, B, hops(1));
        // The listener answers with TTL 255 for the sake of those who check; what is said afterwards has the peer's
        // own.
        await("the OPEN does not arrive", () -> only(a).traffic().sent().getOrDefault("open", 0L) > 0);
        await(
                "b is left waiting",
                () -> only(b).state().equals("OpenSent") || only(b).state().equals("OpenConfirm"));
        assertEquals(0, only(a).traffic().received().getOrDefault("open", 0L));
    }
}
