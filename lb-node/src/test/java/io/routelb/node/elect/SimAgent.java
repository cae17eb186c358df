package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.Prefix;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One node of a simulation: its links, its clock, and the agent process with what can happen to it. Drives a real {@link Election} the way
 * a program has to: links first, then writes.
 */
final class SimAgent {
    private static final long SECOND = 1_000_000_000L;

    final String name;
    final SimLinks links = new SimLinks();
    private final Simulation world;
    private final Map<Prefix, String> subnets;
    private final Set<Prefix> announcedSubnets;
    private long clockOrigin;
    private final double clockRate;

    private Optional<Election> election = Optional.empty();
    private int incarnation;
    private LeaseBoard board = LeaseBoard.UNSYNCED;
    private Optional<LocalPlan> plan = Optional.empty();
    private int position;
    private boolean connected;
    private long wakeNanos = Long.MAX_VALUE;
    private boolean leaving;
    private Set<IPAddress> carried = Set.of();
    /** True time. */
    private long holdUntil;

    /** True times until which something is broken. */
    long frozenUntil;

    long leaseStreamStalledUntil;
    long planStreamStalledUntil;
    long partitionedUntil;
    long writesFailUntil;
    boolean powered = true;
    /** When a renewal of ours that keeps claims alive was last committed. */
    long lastSignOfLife;
    /** Since when nothing was wrong. */
    long healthySince;

    SimAgent(Simulation world, String name, Map<Prefix, String> subnets, long clockOrigin, double clockRate) {
        this.world = world;
        this.name = name;
        this.subnets = subnets;
        this.announcedSubnets = Set.copyOf(subnets.keySet());
        this.clockOrigin = clockOrigin;
        this.clockRate = clockRate;
    }

    boolean running() {
        return election.isPresent();
    }

    boolean leaving() {
        return leaving;
    }

    Map<Prefix, String> subnets() {
        return subnets;
    }

    LeaseBoard board() {
        return board;
    }

    Set<IPAddress> carried() {
        return carried;
    }

    /** Nothing wrong at this very moment. */
    boolean healthy(long now) {
        return running()
                && !leaving
                && now >= frozenUntil
                && now >= leaseStreamStalledUntil
                && now >= planStreamStalledUntil
                && !cutOff(now);
    }

    private boolean cutOff(long now) {
        return now < partitionedUntil || now < writesFailUntil || world.apiDown(now);
    }

    void start() {
        election = Optional.of(new Election(name, world.timing()));
        incarnation++;
        board = LeaseBoard.UNSYNCED;
        plan = Optional.empty();
        connected = false;
        leaving = false;
        carried = Set.of();
        holdUntil = 0;
        wakeIn(0);
    }

    /** SIGKILL: what is on the links stays there. */
    void kill() {
        election = Optional.empty();
        carried = Set.of();
        incarnation++;
    }

    void powerOff() {
        kill();
        powered = false;
        links.powerOff();
    }

    void terminate() {
        leaving = true;
        election.ifPresent(Election::leave);
        wakeIn(0);
    }

    /** Somebody sets the clock. */
    void setClock(long forwardNanos) {
        clockOrigin += forwardNanos;
    }

    void disconnect() {
        connected = false;
    }

    /** Monotonic time of this node. */
    long clock(long trueNanos) {
        return clockOrigin + (long) (trueNanos * clockRate);
    }

    private long trueTime(long clockNanos) {
        return (long) ((clockNanos - clockOrigin) / clockRate);
    }

    void wakeIn(long delay) {
        long at = world.now() + delay;
        if (at < wakeNanos) {
            wakeNanos = at;
            world.at(at, () -> {
                if (wakeNanos == at) {
                    wakeNanos = Long.MAX_VALUE;
                    step();
                }
            });
        }
    }

    private void step() {
        long now = world.now();
        if (election.isEmpty()) {
            return;
        }
        if (now < frozenUntil) {
            wakeIn(frozenUntil - now);
            return;
        }
        read(now);
        long clock = clock(now);
        Situation situation = new Situation(plan, board, subnets, links.at(now));
        Outcome outcome = election.get().step(situation, clock);
        world.invariants().stepped(this, situation, outcome, now >= holdUntil - Simulation.SECOND);
        if (carryOut(outcome, now)) {
            wakeIn(1_000_000);
        }
        outcome.writes().forEach(write -> world.request(this, () -> write(write)));
        outcome.renew().ifPresent(renewal -> world.request(this, () -> renew(renewal)));
        if (outcome.settled()) {
            NodeLeaseView released = lease(Standing.RELEASED);
            LeaseBoard.Seen own = board.nodes().get(name);
            String seen = own == null ? "" : own.lease().resourceVersion();
            world.request(this, () -> released(released, seen));
            kill();
            return;
        }
        wakeIn(Math.max(200_000, trueTime(outcome.nextNanos()) - now));
    }

    /** Brings the links to what is wanted; whether something went. */
    private boolean carryOut(Outcome outcome, long now) {
        boolean removed = false;
        for (IPAddress address : List.copyOf(links.at(now))) {
            if (!outcome.carry().containsKey(address) && !outcome.leave().contains(address)) {
                links.remove(address);
                removed = true;
            }
        }
        outcome.carry().forEach((address, carry) -> {
            long seconds = (carry.untilNanos() - clock(now)) / SECOND;
            if (seconds >= 1) {
                boolean added = links.put(address, world.kernelDrops(now, seconds, clockRate), now);
                if (added) {
                    world.invariants().added(this, address);
                }
            }
        });
        carried = new HashSet<>(outcome.carry().keySet());
        return removed;
    }

    private void read(long now) {
        if (cutOff(now) && now < partitionedUntil) {
            connected = false;
            return;
        }
        if (now >= planStreamStalledUntil) {
            plan = Optional.of(world.planAt(now - world.streamDelay()));
        }
        if (now < leaseStreamStalledUntil || world.apiDown(now)) {
            return;
        }
        if (!connected) {
            connected = true;
            position = world.api().log().size();
            board = board.listed(
                    world.api().leases().values(), world.api().locks().values(), clock(now));
            return;
        }
        List<SimApi.Entry> log = world.api().log();
        while (position < log.size() && log.get(position).nanos() <= now - world.streamDelay()) {
            board = after(log.get(position++), clock(now));
        }
    }

    private LeaseBoard after(SimApi.Entry entry, long clock) {
        if (entry.node().isPresent()) {
            return entry.lease()
                    .map(lease -> board.renewed(lease, clock))
                    .orElseGet(() -> board.deleted(entry.node().get(), clock));
        }
        return entry.lock()
                .map(board::locked)
                .orElseGet(() -> board.unlocked(entry.address().orElseThrow()));
    }

    private NodeLeaseView lease(Standing standing) {
        return new NodeLeaseView(name, "", standing, world.timing().leaseDuration(), announcedSubnets);
    }

    private Runnable released(NodeLeaseView lease, String seenVersion) {
        world.api().release(lease, seenVersion, world.now());
        return () -> {};
    }

    /** Runs at the API server; what it returns runs when the answer is here, if the process still is. */
    private Runnable renew(Renewal renewal) {
        String version = world.api().renew(lease(renewal.standing()), world.now());
        lastSignOfLife = renewal.standing().holds() ? world.now() : lastSignOfLife;
        return sameProcess(running -> {
            running.renewed(renewal, version, clock(world.now()));
            if (renewal.standing().holds()) {
                holdUntil = Math.max(
                        holdUntil,
                        trueTime(renewal.sentNanos()
                                + world.timing().renewDeadline().toNanos()));
            }
            wakeIn(0);
        });
    }

    private Runnable write(LockWrite write) {
        Optional<String> version = world.api().write(name, world.timing().leaseDuration(), write, world.now());
        return sameProcess(running -> {
            version.ifPresent(made -> running.written(write, made));
            wakeIn(0);
        });
    }

    private Runnable sameProcess(Consumer<Election> then) {
        int asked = incarnation;
        return () -> {
            if (asked == incarnation) {
                election.ifPresent(then);
            }
        };
    }
}
