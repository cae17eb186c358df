package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.kube.write.ElectionWriter.Result;
import io.routelb.kube.write.Workers;
import io.routelb.model.Addresses;
import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.node.elect.LocalAddress;
import io.routelb.node.elect.LocalPlan;
import io.routelb.node.elect.LockWrite;
import io.routelb.node.elect.Outcome;
import io.routelb.node.elect.Timing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests run when the test says so; an API server in a few lines answers them. */
class LocalElectionTest {
    private static final IPAddress VIP = Addresses.of("192.0.2.240");
    private static final Map<Prefix, String> SUBNETS = Map.of(Prefix.of("192.0.2.0/24"), "eth0");
    private static final LocalPlan PLAN = new LocalPlan(
            Map.of(
                    VIP,
                    new LocalAddress(
                            VIP, Set.of(new ObjectKey("shop", "web")), Optional.empty(), Set.of(), true, false)),
            Map.of(),
            Set.of("n1"),
            Map.of());
    private static final long SECOND = 1_000_000_000L;

    private final Deque<Runnable> renewals = new ArrayDeque<>();
    private final Deque<Runnable> locks = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private LeaseBoard board = LeaseBoard.UNSYNCED.listed(List.of(), List.of(), 0);
    private boolean away;
    private int version;
    private long now;

    private final LocalElection election = new LocalElection(
            "n1",
            Timing.of(Duration.ofSeconds(10)),
            () -> board,
            new LocalElection.Leases() {
                @Override
                public Result renew(Standing standing, Collection<Prefix> subnets) {
                    requests.add("renew " + standing);
                    if (away) {
                        return new Result.Not("away");
                    }
                    String made = String.valueOf(++version);
                    NodeLeaseView lease =
                            new NodeLeaseView("n1", made, standing, Duration.ofSeconds(10), Set.copyOf(subnets));
                    board = board.renewed(lease, now);
                    return new Result.Done(made);
                }

                @Override
                public Result write(LockWrite write) {
                    requests.add(write.getClass().getSimpleName() + " " + write.address());
                    return new Result.Done(String.valueOf(++version));
                }
            },
            new Workers(renewals::add, () -> {}),
            new Workers(locks::add, () -> {}),
            () -> now);

    private Outcome round(long seconds) {
        election.collect();
        now = seconds * SECOND;
        Outcome outcome = election.step(Optional.of(PLAN), SUBNETS, Set.of(), now);
        election.send(outcome);
        return outcome;
    }

    private static void run(Deque<Runnable> pending) {
        for (Runnable next = pending.poll(); next != null; next = pending.poll()) {
            next.run();
        }
    }

    /** Rounds in which every request is answered at once. */
    private Outcome wellUntil(long from, long to) {
        Outcome last = round(from);
        for (long second = from; second <= to; second++) {
            run(renewals);
            run(locks);
            last = round(second);
        }
        return last;
    }

    @Test
    void joinsThenLivesThenClaimsThenCarries() {
        Outcome outcome = wellUntil(0, 2);
        assertEquals(List.of("renew JOINING", "renew LIVE", "Claim 192.0.2.240"), requests);
        assertEquals(Set.of(VIP), outcome.carry().keySet());
        assertTrue(election.healthy());
    }

    @Test
    void anUnansweredRenewalIsNotJoinedByOthersAndTheNewestWaits() {
        wellUntil(0, 2);
        requests.clear();
        for (long second = 5; second < 12; second++) {
            round(second);
        }
        assertEquals(1, renewals.size(), "one under way");
        run(renewals);
        election.collect();
        assertEquals(1, renewals.size(), "and one that waited, not seven");
        assertEquals(1, requests.size());
    }

    @Test
    void anotherSubnetIsToldAtOnce() {
        wellUntil(0, 2);
        requests.clear();
        election.collect();
        election.send(election.step(Optional.of(PLAN), Map.of(), Set.of(), now));
        run(renewals);
        assertEquals(List.of("renew LIVE"), requests);
        assertEquals(
                Set.of(),
                Objects.requireNonNull(board.nodes().get("n1")).lease().subnets());
        election.collect();
        election.send(election.step(Optional.of(PLAN), Map.of(), Set.of(), now));
        assertEquals(0, renewals.size(), "and once");
    }

    @Test
    void aLockHasOneRequestUnderWay() {
        round(0);
        run(renewals);
        round(0);
        run(renewals);
        for (long second = 1; second < 5; second++) {
            round(second);
            run(renewals);
        }
        assertEquals(1, locks.size());
    }

    @Test
    void failuresAreCountedAndItIsTriedAgain() {
        wellUntil(0, 2);
        away = true;
        for (long second = 4; second < 8; second++) {
            round(second);
            run(renewals);
        }
        election.collect();
        assertFalse(election.healthy());
        assertTrue(election.renewalsFailed() > 1, "tried again");
        away = false;
        wellUntil(8, 9);
        assertTrue(election.healthy());
    }

    @Test
    void releasesOnceNothingIsHeld() {
        wellUntil(0, 2);
        election.leave();
        Outcome outcome = wellUntil(3, 4);
        assertTrue(requests.contains("renew LEAVING"), () -> requests.toString());
        assertEquals(Set.of(), outcome.carry().keySet());
        assertTrue(outcome.settled());
        election.release();
        run(renewals);
        election.collect();
        assertTrue(election.isReleased());
        assertEquals("renew RELEASED", requests.getLast());
    }
}
