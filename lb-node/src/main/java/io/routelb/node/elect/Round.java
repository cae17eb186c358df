package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressLockView;
import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.Prefix;
import io.routelb.node.desired.Reason;
import io.routelb.node.elect.Outcome.Carried;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One step of an {@link Election}: looks at every address once and collects what is to be done. Lives no longer than the step. */
final class Round {
    private static final long ONE_SECOND = Duration.ofSeconds(1).toNanos();

    private final String node;
    private final Timing timing;
    private final Hold hold;
    private final Candidates candidates;
    private final Map<IPAddress, Seat> seats;
    private final Situation situation;
    private final LocalPlan plan;
    private final LeaseBoard board;
    private final long now;
    private final boolean leaving;

    private final Map<IPAddress, Carried> carry = new HashMap<>();
    private final Set<IPAddress> leave = new HashSet<>();
    private final List<LockWrite> writes = new ArrayList<>();
    private final Map<IPAddress, Reason> notHere = new HashMap<>();
    private Optional<Long> unproven = Optional.empty();
    private long next;

    Round(
            String node,
            Timing timing,
            Hold hold,
            Candidates candidates,
            Map<IPAddress, Seat> seats,
            Situation situation,
            long now,
            boolean leaving) {
        this.node = node;
        this.timing = timing;
        this.hold = hold;
        this.candidates = candidates;
        this.seats = seats;
        this.situation = situation;
        this.plan = situation.plan().orElse(LocalPlan.EMPTY);
        this.board = situation.board();
        this.now = now;
        this.leaving = leaving;
        this.next = now + timing.leaseDuration().toNanos();
    }

    Outcome run() {
        candidates.update(plan, alive());
        if (board.synced() && hold.term().isPresent()) {
            wakeAt(hold.untilNanos());
            plan.addresses().values().forEach(this::decide);
            board.locks().values().stream()
                    .filter(lock -> !plan.addresses().containsKey(lock.address()))
                    .forEach(this::unwanted);
        } else {
            plan.addresses().keySet().forEach(address -> notHere.put(address, Reason.NO_LIVE_LEASE));
            situation.onLink().stream().filter(this::isLeftover).forEach(leave::add);
        }
        Optional<Renewal> renewal = hold.due(now, leaving, unproven);
        wakeAt(hold.dueNanos(leaving, unproven));
        return new Outcome(carry, leave, writes, renewal, notHere, isSettled(), next);
    }

    /** Before the first term of this process: what an earlier run left is bounded by the lifetime that run gave it. */
    private boolean isLeftover(IPAddress address) {
        return !hold.everHeld()
                && !leaving
                && (!board.synced() || board.lock(address).filter(this::isMine).isPresent());
    }

    private boolean isSettled() {
        boolean nothingNamesUs =
                hold.term().isEmpty() || board.locks().values().stream().noneMatch(this::isMine);
        return leaving && situation.onLink().isEmpty() && nothingNamesUs;
    }

    private Map<String, Set<Prefix>> alive() {
        Map<String, Set<Prefix>> alive = new HashMap<>();
        board.nodes().forEach((name, seen) -> {
            long dead = seen.renewedNanos() + seen.lease().leaseDuration().toNanos();
            if (seen.present() && seen.lease().standing() == Standing.LIVE && now - dead < 0) {
                alive.put(name, seen.lease().subnets());
                wakeAt(dead);
            }
        });
        alive.remove(node);
        if (hold.term().isPresent() && !(leaving && hold.leavingTold())) {
            alive.put(node, situation.subnets().keySet());
        }
        return alive;
    }

    private void decide(LocalAddress wanted) {
        IPAddress address = wanted.address();
        Seat seat = seats.computeIfAbsent(address, missing -> new Seat());
        List<String> ranking = offered(seat, wanted);
        int rank = ranking.indexOf(node);
        Optional<AddressLockView> lock = seat.lock(board.lock(address), term());
        if (lock.isPresent() && isMine(lock.get())) {
            own(wanted, seat, lock.get(), ranking);
        } else if (lock.isPresent() && !isSilent(lock.get())) {
            seat.taken(lock.get().node());
            notHere.put(address, rank == 0 ? Reason.HELD_ELSEWHERE : whyNot(wanted, ranking));
        } else {
            vacant(wanted, seat, lock, ranking);
        }
    }

    /** The candidates without those who let the address pass a short while ago. */
    private List<String> offered(Seat seat, LocalAddress wanted) {
        List<String> ranking = candidates.of(wanted);
        Map<String, Long> passedOver = seat.passedOver(now);
        if (passedOver.isEmpty()) {
            return ranking;
        }
        passedOver.values().forEach(this::wakeAt);
        return ranking.stream()
                .filter(name -> name.equals(node) || !passedOver.containsKey(name))
                .toList();
    }

    /**
     * Whether we go on with an address that is ours. A node that is taken out hands it to one that is not, and to no other; what is to stay
     * where it is, and what nobody is better for, stays.
     */
    private boolean isKept(LocalAddress wanted, List<String> ranking) {
        int rank = ranking.indexOf(node);
        if (rank <= 0) {
            return rank == 0;
        }
        boolean others = plan.takenOut().containsKey(ranking.getFirst());
        boolean ours = plan.takenOut().containsKey(node);
        return ours ? others : !wanted.failback();
    }

    private void own(LocalAddress wanted, Seat seat, AddressLockView lock, List<String> ranking) {
        IPAddress address = wanted.address();
        seat.taken(node);
        boolean keep = isKept(wanted, ranking);
        boolean onLink = situation.onLink().contains(address);
        if (!keep) {
            notHere.put(address, ranking.contains(node) ? Reason.HANDING_OVER : whyNot(wanted, ranking));
            drop(seat, lock);
        } else if (!isInForce(seat, lock)) {
            notHere.put(address, Reason.CLAIM_PENDING);
            if (onLink) {
                leave.add(address);
            }
            send(seat, lock.resourceVersion(), new LockWrite.Take(lock, term(), interfaceFor(address)));
        } else if (onLink || hold.untilNanos() - now >= ONE_SECOND) {
            carry.put(address, new Carried(wanted, interfaceFor(address), hold.untilNanos()));
        } else {
            notHere.put(address, Reason.NO_LIVE_LEASE);
        }
    }

    private void vacant(LocalAddress wanted, Seat seat, Optional<AddressLockView> lock, List<String> ranking) {
        IPAddress address = wanted.address();
        int rank = ranking.indexOf(node);
        long turn = seat.vacantSince(now)
                + timing.patience().multipliedBy(Math.max(rank, 0)).toNanos();
        if (rank < 0 || now - turn < 0) {
            notHere.put(address, whyNot(wanted, ranking));
            if (rank >= 0) {
                wakeAt(turn);
            }
            return;
        }
        if (lock.isPresent() && !isFree(lock.get())) {
            needProof(silentFrom(lock.get()));
            notHere.put(address, Reason.HELD_ELSEWHERE);
            return;
        }
        ranking.subList(0, rank)
                .forEach(name -> seat.passOver(name, now + timing.offerAgain().toNanos()));
        notHere.put(address, Reason.CLAIM_PENDING);
        String seen = lock.map(AddressLockView::resourceVersion).orElse("");
        LockWrite write = lock.<LockWrite>map(dead -> new LockWrite.Take(dead, term(), interfaceFor(address)))
                .orElseGet(() -> new LockWrite.Claim(address, term(), interfaceFor(address)));
        send(seat, seen, write);
    }

    /** A lock on an address that no Service has. */
    private void unwanted(AddressLockView lock) {
        Seat seat = seats.computeIfAbsent(lock.address(), missing -> new Seat());
        boolean sweeper = candidates.sweeper(lock.address()).equals(Optional.of(node));
        if (isMine(lock) || (sweeper && isFree(lock))) {
            drop(seat, lock);
        }
    }

    /** The address first, then the lock. */
    private void drop(Seat seat, AddressLockView lock) {
        if (!situation.onLink().contains(lock.address())) {
            seat.dropping(lock.resourceVersion());
            send(seat, lock.resourceVersion(), new LockWrite.Drop(lock));
        }
    }

    private void send(Seat seat, String seenVersion, LockWrite write) {
        long retry = timing.retry().toNanos();
        if (seat.mayTry(seenVersion, now, retry)) {
            writes.add(write);
        }
        wakeAt(seat.retryAt(retry));
    }

    private boolean isMine(AddressLockView lock) {
        return lock.node().equals(node);
    }

    /** Whether our lock protects us now: claimed in this very term and not being deleted. */
    private boolean isInForce(Seat seat, AddressLockView lock) {
        return lock.term().equals(term()) && !seat.isDropped(lock.resourceVersion());
    }

    /** Whether the other node's lock may be written over. */
    private boolean isFree(AddressLockView lock) {
        return isReleased(lock) || hold.sawEverythingUntil(silentFrom(lock));
    }

    /** Whether nothing was heard of the other node for so long that it may be dead, if the silence is not ours. */
    private boolean isSilent(AddressLockView lock) {
        long from = silentFrom(lock);
        if (!isReleased(lock) && now - from < 0) {
            wakeAt(from);
            return false;
        }
        return true;
    }

    private boolean isReleased(AddressLockView lock) {
        LeaseBoard.Seen seen = board.nodes().get(lock.node());
        return seen != null && seen.present() && seen.lease().standing() == Standing.RELEASED;
    }

    private long silentFrom(AddressLockView lock) {
        LeaseBoard.Seen seen = board.nodes().get(lock.node());
        if (seen == null) {
            return board.listedNanos() + lock.leaseDuration().toNanos();
        }
        Duration longer = lock.leaseDuration().compareTo(seen.lease().leaseDuration()) > 0
                ? lock.leaseDuration()
                : seen.lease().leaseDuration();
        return seen.renewedNanos() + longer.toNanos();
    }

    private void needProof(long nanos) {
        unproven = unproven.filter(latest -> latest - nanos >= 0).or(() -> Optional.of(nanos));
    }

    private Reason whyNot(LocalAddress wanted, List<String> ranking) {
        if (ranking.contains(node)) {
            return plan.takenOut().getOrDefault(node, Reason.ANOTHER_ELECTED);
        }
        Optional<Reason> planned = plan.refusal(wanted, node);
        if (planned.isEmpty() && leaving && hold.leavingTold()) {
            return Reason.NODE_LEAVING;
        }
        return candidates.refusal(wanted, node).orElse(Reason.ANOTHER_ELECTED);
    }

    private String interfaceFor(IPAddress address) {
        return situation.interfaceFor(address).orElse("");
    }

    private String term() {
        return hold.term().orElseThrow();
    }

    private void wakeAt(long nanos) {
        if (nanos - next < 0) {
            next = nanos;
        }
    }
}
