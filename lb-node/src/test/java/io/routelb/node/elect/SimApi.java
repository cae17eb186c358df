package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressLockView;
import io.routelb.model.NodeLeaseView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The API server of a simulation: Leases with compare-and-set, and the log their watchers read. */
final class SimApi {
    /** Something committed. An empty view is a deletion of what the other fields name. */
    record Entry(
            long nanos,
            Optional<String> node,
            Optional<NodeLeaseView> lease,
            Optional<IPAddress> address,
            Optional<AddressLockView> lock) {}

    private final boolean preconditions;
    private final Map<String, NodeLeaseView> leases = new HashMap<>();
    private final Map<IPAddress, AddressLockView> locks = new HashMap<>();
    private final List<Entry> log = new ArrayList<>();
    private long version;

    SimApi(boolean preconditions) {
        this.preconditions = preconditions;
    }

    List<Entry> log() {
        return log;
    }

    Map<String, NodeLeaseView> leases() {
        return leases;
    }

    Map<IPAddress, AddressLockView> locks() {
        return locks;
    }

    String renew(NodeLeaseView view, long now) {
        NodeLeaseView stored =
                new NodeLeaseView(view.node(), next(), view.standing(), view.leaseDuration(), view.subnets());
        leases.put(view.node(), stored);
        log.add(new Entry(now, Optional.of(view.node()), Optional.of(stored), Optional.empty(), Optional.empty()));
        return stored.resourceVersion();
    }

    /** The last word of an agent; a newer one, such as its successor's on the same node, wins. */
    void release(NodeLeaseView view, String seenVersion, long now) {
        NodeLeaseView stored = leases.get(view.node());
        if (stored != null && stored.resourceVersion().equals(seenVersion)) {
            renew(view, now);
        }
    }

    void deleteLease(String node, long now) {
        if (leases.remove(node) != null) {
            version++;
            log.add(new Entry(now, Optional.of(node), Optional.empty(), Optional.empty(), Optional.empty()));
        }
    }

    /** The new version; empty when the precondition did not hold. */
    Optional<String> write(String node, Duration leaseDuration, LockWrite write, long now) {
        return switch (write) {
            case LockWrite.Claim claim ->
                is(claim.address(), Optional.empty())
                        ? Optional.of(put(node, leaseDuration, claim.address(), claim.term(), now))
                        : Optional.empty();
            case LockWrite.Take take ->
                is(take.address(), Optional.of(take.seen()))
                        ? Optional.of(put(node, leaseDuration, take.address(), take.term(), now))
                        : Optional.empty();
            case LockWrite.Drop drop ->
                is(drop.address(), Optional.of(drop.seen()))
                        ? Optional.of(remove(drop.address(), now))
                        : Optional.empty();
        };
    }

    private boolean is(IPAddress address, Optional<AddressLockView> seen) {
        Optional<String> now = Optional.ofNullable(locks.get(address)).map(AddressLockView::resourceVersion);
        return !preconditions || now.equals(seen.map(AddressLockView::resourceVersion));
    }

    private String put(String node, Duration leaseDuration, IPAddress address, String term, long now) {
        AddressLockView lock = new AddressLockView(address, node, term, "eth0", leaseDuration, next());
        locks.put(address, lock);
        log.add(new Entry(now, Optional.empty(), Optional.empty(), Optional.of(address), Optional.of(lock)));
        return lock.resourceVersion();
    }

    private String remove(IPAddress address, long now) {
        locks.remove(address);
        log.add(new Entry(now, Optional.empty(), Optional.empty(), Optional.of(address), Optional.empty()));
        return next();
    }

    private String next() {
        return Long.toString(++version);
    }
}
