package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressLockView;
import io.routelb.model.LeaseBoard;
import io.routelb.node.desired.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The election of one agent. Owned by one thread, which calls {@link #step} whenever something has changed or {@code nextNanos} has come,
 * brings the links to what the outcome says, and only then sends the writes and the renewal.
 *
 * <p>Time is an argument: nanoseconds of a monotonic clock, the one the {@link LeaseBoard} was drawn with. The caller must not present a
 * time read before an answer it has already reported.
 */
public final class Election {
    private final String node;
    private final Timing timing;
    private final Hold hold;
    private final Candidates candidates = new Candidates();
    private final Map<IPAddress, Seat> seats = new HashMap<>();
    private boolean leaving;

    public Election(String node, Timing timing) {
        this.node = node;
        this.timing = timing;
        this.hold = new Hold(timing);
    }

    /** From now on everything is handed over: first the Lease says so, then the addresses go. Not to be undone. */
    public void leave() {
        leaving = true;
    }

    /** The API server has accepted the renewal and given the Lease this version. A renewal without an answer needs no report. */
    public void renewed(Renewal renewal, String resourceVersion, long now) {
        hold.renewed(renewal, resourceVersion, now);
    }

    /** The API server has accepted the write and given the lock this version. Deletions and failures need no report. */
    public void written(LockWrite write, String resourceVersion) {
        switch (write) {
            case LockWrite.Claim claim ->
                seat(claim.address())
                        .answered("", lock(claim.address(), claim.term(), claim.networkInterface(), resourceVersion));
            case LockWrite.Take take ->
                seat(take.address())
                        .answered(
                                take.seen().resourceVersion(),
                                lock(take.address(), take.term(), take.networkInterface(), resourceVersion));
            case LockWrite.Drop drop ->
                seat(drop.address()).dropping(drop.seen().resourceVersion());
        }
    }

    private Seat seat(IPAddress address) {
        return seats.computeIfAbsent(address, missing -> new Seat());
    }

    private AddressLockView lock(IPAddress address, String term, String networkInterface, String resourceVersion) {
        return new AddressLockView(address, node, term, networkInterface, timing.leaseDuration(), resourceVersion);
    }

    /** What to do now. */
    public Outcome step(Situation situation, long now) {
        hold.advance(now);
        LeaseBoard board = situation.board();
        LeaseBoard.Seen own = board.nodes().get(node);
        if (own != null && situation.plan().isPresent()) {
            hold.seen(own);
        }
        LocalPlan plan = situation.plan().orElse(LocalPlan.EMPTY);
        seats.keySet()
                .removeIf(address ->
                        !plan.addresses().containsKey(address) && !board.locks().containsKey(address));
        return new Round(node, timing, hold, candidates, seats, situation, now, leaving).run();
    }

    /** Why each node of the cluster does not have the address, as of the last step; who has it is not in the answer. */
    public NavigableMap<String, Reason> whyNot(IPAddress address, Situation situation) {
        NavigableMap<String, Reason> reasons = new TreeMap<>();
        LocalPlan plan = situation.plan().orElse(LocalPlan.EMPTY);
        LocalAddress wanted = plan.addresses().get(address);
        if (wanted != null) {
            Stream.concat(plan.nodes().stream(), plan.refused().keySet().stream())
                    .forEach(name ->
                            reasons.put(name, candidates.refusal(wanted, name).orElse(Reason.ANOTHER_ELECTED)));
        }
        situation.board().lock(address).map(AddressLockView::node).ifPresent(reasons::remove);
        return reasons;
    }
}
