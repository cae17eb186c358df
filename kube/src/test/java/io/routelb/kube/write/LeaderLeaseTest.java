package io.routelb.kube.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.routelb.kube.Eventually;
import io.routelb.kube.StubApi;
import io.routelb.kube.api.KubeApi;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two candidates, each with a monotonic clock of its own that only the test moves. */
class LeaderLeaseTest {
    private static final String PATH = "/apis/coordination.k8s.io/v1/namespaces/s/leases/l";

    private StubApi api;

    private final class Candidate {
        final AtomicLong nanos;
        final AtomicInteger changes = new AtomicInteger();
        final LeaderLease lease;

        Candidate(String identity, long startNanos) {
            nanos = new AtomicLong(startNanos);
            lease = new LeaderLease(
                    new KubeApi(api.client()),
                    LeaderLease.Settings.defaults("s", "l", identity),
                    Clock.systemUTC(),
                    nanos::get,
                    changes::incrementAndGet);
        }

        void after(long seconds) {
            nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        }

        boolean leads() {
            return lease.isLeader();
        }

        boolean orderly() {
            return lease.term().orElseThrow().orderly();
        }
    }

    @BeforeEach
    void start() throws IOException {
        api = new StubApi(0);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private String holder() {
        return Json.text(Json.object(api.at(PATH).orElseThrow(), "spec"), "holderIdentity");
    }

    @Test
    void theFirstOneCreatesTheLeaseAndLeads() {
        Candidate a = new Candidate("a", 0);
        assertFalse(a.leads());
        a.lease.step();
        assertTrue(a.leads());
        assertEquals("a", holder());
        assertEquals(1, a.changes.get());
    }

    @Test
    void theSecondWaitsAsLongAsTheFirstRenews() {
        Candidate a = new Candidate("a", 0);
        Candidate b = new Candidate("b", Long.MAX_VALUE - 1_000);
        for (int round = 0; round < 30; round++) {
            a.lease.step();
            b.lease.step();
            assertTrue(a.leads());
            assertFalse(b.leads());
            a.after(2);
            b.after(2);
        }
    }

    @Test
    void aLeaderThatCannotRenewStopsBeforeAnybodyElseMayStart() {
        Candidate a = new Candidate("a", 0);
        Candidate b = new Candidate("b", 5_000_000_000_000L);
        a.lease.step();
        b.lease.step();
        int gap = 0;
        for (int second = 1; second <= 30 && !b.leads(); second++) {
            a.after(1);
            b.after(1);
            b.lease.step();
            assertFalse(a.leads() && b.leads(), "two leaders after " + second + " s");
            gap += a.leads() || b.leads() ? 0 : 1;
        }
        assertTrue(b.leads());
        assertFalse(a.leads());
        assertTrue(gap >= 5, "margin was " + gap + " s");
        assertEquals("b", holder());
    }

    @Test
    void aDeposedLeaderDoesNotTakeTheLeaseBack() {
        Candidate a = new Candidate("a", 0);
        Candidate b = new Candidate("b", 0);
        a.lease.step();
        b.lease.step();
        b.after(16);
        b.lease.step();
        assertTrue(b.leads());
        a.after(16);
        a.lease.step();
        assertFalse(a.leads());
        assertEquals(2, a.changes.get());
        assertEquals("b", holder());
    }

    @Test
    void anUnreachableServerEndsLeadershipAtTheDeadlineOnly() {
        Candidate a = new Candidate("a", 0);
        a.lease.step();
        api.fail(500, "leases");
        a.after(9);
        a.lease.step();
        assertTrue(a.leads());
        a.after(2);
        assertFalse(a.leads());
        a.lease.step();
        assertEquals(2, a.changes.get());
        api.fail(0, "");
        a.lease.step();
        assertTrue(a.leads());
    }

    @Test
    void aReleasedLeaseIsTakenAtOnce() {
        Candidate a = new Candidate("a", 0);
        Candidate b = new Candidate("b", 0);
        a.lease.step();
        b.lease.step();
        a.lease.release();
        assertFalse(a.leads());
        assertEquals("", holder());
        b.lease.step();
        assertTrue(b.leads());
        JsonObject spec = Json.object(api.at(PATH).orElseThrow(), "spec");
        assertEquals("15", Json.text(spec, "leaseDurationSeconds"));
        assertEquals("2", Json.text(spec, "leaseTransitions"));
    }

    @Test
    void aTermSaysWhetherThePredecessorEndedInOrder() {
        Candidate a = new Candidate("a", 0);
        Candidate b = new Candidate("b", 0);
        a.lease.step();
        assertFalse(a.orderly(), "a Lease that was never there tells nothing");
        a.lease.release();
        b.lease.step();
        assertTrue(b.orderly());
        a.lease.step();
        a.after(16);
        a.lease.step();
        assertFalse(a.orderly(), "it ran out");
        a.lease.keepUntilItRunsOut();
        a.lease.release();
        assertFalse(a.leads());
        assertEquals("a", holder());
    }

    @Test
    void renewalsBelongToOneTermAndAGapBeginsAnother() {
        Candidate a = new Candidate("a", 0);
        a.lease.step();
        LeaderLease.Term first = a.lease.term().orElseThrow();
        a.after(9);
        a.lease.step();
        assertEquals(first, a.lease.term().orElseThrow());
        a.after(11);
        assertTrue(a.lease.term().isEmpty());
        a.lease.step();
        assertNotEquals(first, a.lease.term().orElseThrow());
        assertFalse(a.orderly());
    }

    @Test
    void aProcessThatComesBackUnderItsNameHasItsLeaseAtOnce() {
        Candidate before = new Candidate("a", 0);
        before.lease.step();
        Candidate after = new Candidate("a", 7);
        after.lease.step();
        assertTrue(after.leads());
        assertFalse(after.orderly());
    }

    @Test
    void theThreadAcquiresRenewsAndReleases() {
        LeaderLease.Settings quick = new LeaderLease.Settings(
                "s", "l", "a", Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(20));
        AtomicInteger changes = new AtomicInteger();
        try (LeaderLease lease = LeaderLease.start(api.client(), quick, Clock.systemUTC(), changes::incrementAndGet)) {
            Eventually.holds("leads", lease::isLeader);
            Eventually.holds("renews", () -> api.writes().size() > 3);
            assertEquals(1, changes.get());
        }
        assertEquals("", holder());
        assertEquals(2, changes.get());
    }

    @Test
    void timesThatWouldAllowTwoLeadersAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new LeaderLease.Settings(
                        "s", "l", "a", Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(2)));
    }
}
