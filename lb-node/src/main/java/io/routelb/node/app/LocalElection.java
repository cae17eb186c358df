package io.routelb.node.app;

import inet.ipaddr.IPAddress;
import io.routelb.kube.write.ElectionWriter.Result;
import io.routelb.kube.write.Workers;
import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.Prefix;
import io.routelb.node.elect.Election;
import io.routelb.node.elect.LocalPlan;
import io.routelb.node.elect.LockWrite;
import io.routelb.node.elect.Membership;
import io.routelb.node.elect.Outcome;
import io.routelb.node.elect.Renewal;
import io.routelb.node.elect.Situation;
import io.routelb.node.elect.Timing;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the election of local addresses: hands it what is seen, and sends what it wants written. Owned by the loop, which calls {@link
 * #step}, brings the links to what the outcome says, and only then calls {@link #send}.
 *
 * <p>Requests run on workers. Our own Lease and each lock have at most one request under way and one waiting, the newest; so however slow
 * the API server is, what waits is bounded and never stale.
 */
final class LocalElection {
    private static final Logger LOG = LoggerFactory.getLogger(LocalElection.class);

    /** The effect port to the Leases; calls block for the answer. */
    interface Leases {
        /** One thread at a time. */
        Result renew(Standing standing, Collection<Prefix> subnets);

        /** One thread at a time for each address. */
        Result write(LockWrite write);
    }

    private final Supplier<LeaseBoard> board;
    private final Leases leases;
    private final Workers renewals;
    private final Workers locks;
    private final LongSupplier nanoTime;
    private final Election election;
    private final Map<IPAddress, LockWrite> waiting = new HashMap<>();
    private final Set<IPAddress> writing = new HashSet<>();
    private Optional<Renewal> waitingRenewal = Optional.empty();
    private boolean renewing;
    private boolean released;
    private String failing = "";
    private long renewed;
    private long renewalsFailed;
    private Map<Prefix, String> subnets = Map.of();
    private Set<Prefix> told = Set.of();
    private Optional<Standing> lastStanding = Optional.empty();

    /** {@code renewals} has one thread, {@code locks} a few; both wake the loop. */
    LocalElection(
            String node,
            Timing timing,
            Supplier<LeaseBoard> board,
            Leases leases,
            Workers renewals,
            Workers locks,
            LongSupplier nanoTime) {
        this.board = board;
        this.leases = leases;
        this.renewals = renewals;
        this.locks = locks;
        this.nanoTime = nanoTime;
        this.election = new Election(node, timing);
    }

    /** Takes in the answers that have come; to be called before the time is read for the next step. */
    void collect() {
        renewals.collect();
        locks.collect();
    }

    /** What to do now; without a plan nothing is taken part in. It should be the same instance as long as nothing in it has changed. */
    Outcome step(Optional<LocalPlan> plan, Map<Prefix, String> ownSubnets, Set<IPAddress> onLink, long now) {
        subnets = ownSubnets;
        return election.step(situation(plan, onLink), now);
    }

    private Situation situation(Optional<LocalPlan> plan, Set<IPAddress> onLink) {
        return new Situation(plan, board.get(), subnets, onLink);
    }

    /** Sends what the outcome wants written. */
    void send(Outcome outcome) {
        outcome.renew().or(this::aboutSubnets).ifPresent(renewal -> {
            lastStanding = Optional.of(renewal.standing());
            waitingRenewal = Optional.of(renewal);
            renew();
        });
        for (LockWrite write : outcome.writes()) {
            waiting.put(write.address(), write);
            write(write.address());
        }
    }

    /** Others go by the subnets in our Lease: without this renewal they would wait in vain for us to claim what we no longer can. */
    private Optional<Renewal> aboutSubnets() {
        boolean waits = renewing || waitingRenewal.isPresent();
        return lastStanding
                .filter(standing -> !waits && !told.equals(subnets.keySet()))
                .map(standing -> new Renewal(nanoTime.getAsLong(), standing));
    }

    private void renew() {
        if (renewing || waitingRenewal.isEmpty()) {
            return;
        }
        Renewal renewal = waitingRenewal.get();
        Set<Prefix> now = Set.copyOf(subnets.keySet());
        told = now;
        waitingRenewal = Optional.empty();
        renewing = true;
        renewals.start(() -> leases.renew(renewal.standing(), now), Result.Not::new, result -> {
            renewing = false;
            switch (result) {
                case Result.Done done -> {
                    renewed++;
                    failed("");
                    election.renewed(renewal, done.resourceVersion(), nanoTime.getAsLong());
                }
                case Result.Not not -> {
                    renewalsFailed++;
                    failed(not.reason());
                }
            }
            renew();
        });
    }

    private void write(IPAddress address) {
        LockWrite write = waiting.get(address);
        if (write == null || !writing.add(address)) {
            return;
        }
        waiting.remove(address);
        locks.start(() -> leases.write(write), Result.Not::new, result -> {
            writing.remove(address);
            switch (result) {
                case Result.Done done -> election.written(write, done.resourceVersion());
                // Somebody else was first, or nobody knows: the stream will show.
                case Result.Not not ->
                    LOG.atDebug()
                            .addKeyValue("address", address)
                            .addKeyValue("reason", not.reason())
                            .log("lock not written");
            }
            write(address);
        });
    }

    /** One line of log when renewing begins to fail, and one when it works again. */
    private void failed(String reason) {
        if (reason.isEmpty() != failing.isEmpty()) {
            if (reason.isEmpty()) {
                LOG.atInfo().log("the node's Lease is renewed again");
            } else {
                LOG.atWarn()
                        .setMessage("the node's Lease cannot be renewed; local addresses are let go when it runs out")
                        .addKeyValue("reason", reason)
                        .log();
            }
        }
        failing = reason;
    }

    /** From now on everything is handed over. */
    void leave() {
        election.leave();
    }

    /** Says in the Lease that nothing is held any more; {@link #isReleased} tells when that is done. */
    void release() {
        renewals.start(() -> leases.renew(Standing.RELEASED, subnets.keySet()), Result.Not::new, result -> {
            released = true;
        });
    }

    /** Whether the release was tried. */
    boolean isReleased() {
        return released;
    }

    /** How many nodes take part, as seen here. */
    int alive(long now) {
        return Membership.alive(board.get(), now).size();
    }

    /** Renewals of our Lease that succeeded. */
    long renewed() {
        return renewed;
    }

    /** Renewals of our Lease that did not. */
    long renewalsFailed() {
        return renewalsFailed;
    }

    /** Whether the last renewal succeeded. */
    boolean healthy() {
        return failing.isEmpty() && renewed > 0;
    }
}
