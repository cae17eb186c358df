package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What one watch stream of all Leases in the install namespace has shown so far: who was seen alive when, and who has claimed which local
 * address. Both come from the same stream on purpose: events arrive in the order the API server committed them, so whoever has seen one
 * has seen everything before it. Immutable; the reader of the stream makes the next board.
 *
 * <p>Times are nanoseconds of the observer's monotonic clock; their origin means nothing and they may wrap.
 *
 * @param listedNanos when the last list was complete, from which nodes without a Lease are judged; no meaning before the first
 */
public record LeaseBoard(
        boolean synced, long listedNanos, Map<String, Seen> nodes, Map<IPAddress, AddressLockView> locks) {
    /** Nothing seen yet: an absence means nothing. */
    public static final LeaseBoard UNSYNCED = new LeaseBoard(false, 0, Map.of(), Map.of());

    /** How long a Lease whose deletion was seen is remembered at most; longer than any Lease lasts. */
    private static final long REMEMBERED_NANOS = Duration.ofMinutes(30).toNanos();

    /**
     * One agent's Lease as last seen.
     *
     * @param present false once the Lease was deleted, which says nothing about the agent
     * @param renewedNanos when the stream showed the last renewal that kept its claims alive; where there was none, the first sight of it
     */
    public record Seen(NodeLeaseView lease, boolean present, long renewedNanos) {}

    public LeaseBoard {
        nodes = Map.copyOf(nodes);
        locks = Map.copyOf(locks);
    }

    /**
     * A complete list, read at {@code now}. A Lease that is as it was has not been renewed by being listed again; one that has changed
     * may have been renewed until now, whatever it says at last. One that is not in it may
     * have been renewed and deleted while nobody looked, so what was known of it is void: its node is judged from now on.
     */
    public LeaseBoard listed(Collection<NodeLeaseView> leases, Collection<AddressLockView> listedLocks, long now) {
        Map<String, Seen> seen = new HashMap<>();
        for (NodeLeaseView lease : leases) {
            Seen before = nodes.getOrDefault(lease.node(), new Seen(lease, true, now));
            boolean same = before.lease().resourceVersion().equals(lease.resourceVersion());
            seen.put(lease.node(), new Seen(lease, true, same ? before.renewedNanos() : now));
        }
        Map<IPAddress, AddressLockView> byAddress = new HashMap<>();
        listedLocks.forEach(lock -> byAddress.put(lock.address(), lock));
        return new LeaseBoard(true, now, seen, byAddress);
    }

    /** An agent's Lease was created or renewed. */
    public LeaseBoard renewed(NodeLeaseView lease, long now) {
        return withNodes(
                (seen, at) -> seen.put(
                        lease.node(), after(seen.getOrDefault(lease.node(), new Seen(lease, true, at)), lease, at)),
                now);
    }

    private static Seen after(Seen before, NodeLeaseView lease, long now) {
        return new Seen(lease, true, lease.standing().holds() ? now : before.renewedNanos());
    }

    /** An agent's Lease was deleted. */
    public LeaseBoard deleted(String node, long now) {
        return withNodes(
                (seen, at) ->
                        seen.computeIfPresent(node, (name, old) -> new Seen(old.lease(), false, old.renewedNanos())),
                now);
    }

    /** An address was claimed. */
    public LeaseBoard locked(AddressLockView lock) {
        Map<IPAddress, AddressLockView> changed = new HashMap<>(locks);
        changed.put(lock.address(), lock);
        return new LeaseBoard(synced, listedNanos, nodes, changed);
    }

    /** A claim was given up. */
    public LeaseBoard unlocked(IPAddress address) {
        Map<IPAddress, AddressLockView> changed = new HashMap<>(locks);
        changed.remove(address);
        return new LeaseBoard(synced, listedNanos, nodes, changed);
    }

    /** The claim on the address, if there is one. */
    public Optional<AddressLockView> lock(IPAddress address) {
        return Optional.ofNullable(locks.get(address));
    }

    private LeaseBoard withNodes(BiConsumer<Map<String, Seen>, Long> change, long now) {
        Map<String, Seen> seen = new HashMap<>(nodes);
        change.accept(seen, now);
        seen.values().removeIf(entry -> !entry.present() && now - entry.renewedNanos() > REMEMBERED_NANOS);
        return new LeaseBoard(synced, listedNanos, seen, locks);
    }
}
