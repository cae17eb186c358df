package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.InvalidValueException;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.redistribution.RoutingBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass of the agent's loop: plan, add what is missing on kube-lb0, hand the confirmed routes to the backend, remove what has been
 * withdrawn long enough. Owned by one thread; the clock is an argument. A restart is the same path as steady state: what an earlier
 * process left on the link is simply obsolete.
 */
public final class NodeReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReconciler.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String node;
    private final AddressTable table;
    private final RoutingBackend backend;
    private final LongConsumer acknowledgedListener;
    private final Withdrawals withdrawals = new Withdrawals();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Set<HeldAddress.Key> confirmed = new HashSet<>();
    private final Map<IPAddress, String> failures = new HashMap<>();
    private Optional<RoutingPlan> lastGood = Optional.empty();
    private Optional<RoutingIntent> inForce = Optional.empty();
    private long generation;
    private long repairs;

    /**
     * A reconciler for one node.
     *
     * @param acknowledgedListener called from any thread when every established peer has been told what a pass handed over, with
     *     that pass's {@code now}; it should make the loop run again
     */
    public NodeReconciler(String node, AddressTable table, RoutingBackend backend, LongConsumer acknowledgedListener) {
        this.node = node;
        this.table = table;
        this.backend = backend;
        this.acknowledgedListener = acknowledgedListener;
    }

    /**
     * What a pass did.
     *
     * @param nextPass run again no later than this, even if nothing wakes
     * @param repairs addresses put back since the start after somebody else took them away
     */
    public record Outcome(NodeReport report, Duration nextPass, long repairs) {}

    /**
     * Brings the node in line with the snapshot.
     *
     * @param now monotonic, nanoseconds
     * @throws KernelException when the kernel could not be read; routes stay as they are and the caller tries again
     */
    public Outcome reconcile(ClusterSnapshot snapshot, long now) throws KernelException {
        return pass(NodePlan.of(snapshot, node), routing(snapshot), now, true);
    }

    /**
     * As {@link #reconcile} with a snapshot from memory: what it lacks may have come since, so nothing is removed from the link.
     *
     * @throws KernelException as there
     */
    public Outcome resume(ClusterSnapshot remembered, long now) throws KernelException {
        return pass(NodePlan.of(remembered, node), routing(remembered), now, false);
    }

    /**
     * The last passes: every route is withdrawn, then every address removed.
     *
     * @return whether nothing is left to do
     */
    public boolean drain(long now) throws KernelException {
        RoutingPlan routing = lastGood.orElseGet(() -> quiet(ClusterSnapshot.EMPTY));
        Outcome outcome = pass(new NodePlan(Map.of(), List.of()), new Routing(routing, List.of()), now, true);
        return outcome.nextPass().compareTo(Duration.ofDays(1)) > 0;
    }

    private record Routing(RoutingPlan plan, List<Condition> problems) {}

    private Routing routing(ClusterSnapshot snapshot) {
        try {
            RoutingPlan plan = RoutingPlan.of(snapshot, node);
            lastGood = Optional.of(plan);
            return new Routing(plan, plan.problems());
        } catch (InvalidValueException e) {
            Condition refused = new Condition(
                    "Accepted", false, "Refused", e.getMessage() + "; the last good configuration stays in force");
            return new Routing(lastGood.orElseGet(() -> quiet(snapshot)), List.of(refused));
        }
    }

    /** No configuration at all: the link is filled, nobody is told. */
    private RoutingPlan quiet(ClusterSnapshot snapshot) {
        ClusterSnapshot withoutRouting =
                new ClusterSnapshot(Map.of(), Map.of(), snapshot.nodes(), Map.of(), Map.of(), Map.of());
        try {
            return RoutingPlan.of(withoutRouting, node);
        } catch (InvalidValueException e) {
            throw new IllegalStateException("defaults alone are always valid", e);
        }
    }

    private Outcome pass(NodePlan plan, Routing routing, long now, boolean sweeping) throws KernelException {
        Map<HeldAddress.Key, HeldAddress> held = read();
        addMissing(plan, held, sweeping);
        handOver(plan, routing.plan(), held.keySet(), now);
        if (sweeping) {
            removeWithdrawn(plan, routing.plan(), held, now);
        }
        confirmed.clear();
        confirmed.addAll(held.keySet());
        Duration next = failures.isEmpty() ? Duration.ofNanos(nanosToNext(routing.plan(), now)) : RETRY;
        return new Outcome(
                ReportBuilder.build(
                        plan, routing.plan(), routing.problems(), held.keySet(), failures, backend.status()),
                next,
                repairs);
    }

    private Map<HeldAddress.Key, HeldAddress> read() throws KernelException {
        Map<HeldAddress.Key, HeldAddress> held = new HashMap<>();
        for (HeldAddress address : table.read()) {
            held.put(address.key(), address);
        }
        return held;
    }

    private void addMissing(NodePlan plan, Map<HeldAddress.Key, HeldAddress> held, boolean sweeping)
            throws KernelException {
        List<AddressChange> changes = new ArrayList<>();
        for (PlannedAddress planned : plan.addresses().values()) {
            HeldAddress.Key key = new HeldAddress.Key(planned.address(), planned.prefixLength());
            HeldAddress present = held.get(key);
            if (present != null && present.ours()) {
                continue;
            }
            if (present == null && planned.address().isIPv6()) {
                List<AddressChange> others = removalsOfOtherMasks(planned, held);
                if (!sweeping && !others.isEmpty()) {
                    continue;
                }
                changes.addAll(others);
            }
            changes.add(new AddressChange.Add(planned.address(), planned.prefixLength()));
        }
        failures.clear();
        apply(changes, held);
    }

    /** The kernel keys an IPv6 address without its length: the old length must go before the new one can come. */
    private static List<AddressChange> removalsOfOtherMasks(
            PlannedAddress planned, Map<HeldAddress.Key, HeldAddress> held) {
        List<AddressChange> removals = new ArrayList<>();
        for (HeldAddress.Key key : held.keySet()) {
            if (key.address().equals(planned.address())) {
                removals.add(new AddressChange.Remove(key.address(), key.prefixLength()));
            }
        }
        return removals;
    }

    private void apply(List<AddressChange> changes, Map<HeldAddress.Key, HeldAddress> held) throws KernelException {
        if (changes.isEmpty()) {
            return;
        }
        List<Optional<String>> results = table.change(changes);
        for (int i = 0; i < changes.size(); i++) {
            AddressChange change = changes.get(i);
            HeldAddress.Key key = new HeldAddress.Key(change.address(), change.prefixLength());
            Optional<String> failure = results.get(i);
            if (failure.isPresent()) {
                failures.put(change.address(), failure.get());
                LOG.atWarn()
                        .setMessage("the kernel refused a change of kube-lb0")
                        .addKeyValue("change", change)
                        .addKeyValue("reason", failure.get())
                        .log();
                continue;
            }
            record(change, key, held);
        }
    }

    private void record(AddressChange change, HeldAddress.Key key, Map<HeldAddress.Key, HeldAddress> held) {
        switch (change) {
            case AddressChange.Add add -> {
                if (confirmed.contains(key) && !held.containsKey(key)) {
                    repairs++;
                }
                held.put(key, new HeldAddress(add.address(), add.prefixLength(), true));
                LOG.atInfo()
                        .setMessage("address added")
                        .addKeyValue("address", key.address())
                        .addKeyValue("prefixLength", key.prefixLength())
                        .log();
            }
            case AddressChange.Remove remove -> {
                held.remove(key);
                LOG.atInfo()
                        .setMessage("address removed")
                        .addKeyValue("address", remove.address())
                        .addKeyValue("prefixLength", key.prefixLength())
                        .log();
            }
        }
    }

    /** Only what the kernel has acknowledged is announced; an unchanged intent is not handed over again. */
    private void handOver(NodePlan plan, RoutingPlan routing, Set<HeldAddress.Key> held, long now) {
        Set<Prefix> routes = new HashSet<>();
        for (PlannedAddress planned : plan.addresses().values()) {
            if (held.contains(new HeldAddress.Key(planned.address(), planned.prefixLength()))) {
                routes.add(planned.route());
            }
        }
        RoutingIntent intent = routing.telling(routes);
        if (inForce.isPresent() && inForce.get().equals(intent)) {
            return;
        }
        inForce = Optional.of(intent);
        long handedOver = ++generation;
        backend.apply(intent).whenComplete((done, failure) -> {
            if (failure == null) {
                acknowledged.accumulateAndGet(handedOver, Math::max);
                acknowledgedListener.accept(now);
            }
        });
    }

    private void removeWithdrawn(NodePlan plan, RoutingPlan routing, Map<HeldAddress.Key, HeldAddress> held, long now)
            throws KernelException {
        Set<HeldAddress.Key> obsolete = new HashSet<>();
        for (HeldAddress address : held.values()) {
            PlannedAddress planned = plan.addresses().get(address.address());
            if (address.ours() && (planned == null || planned.prefixLength() != address.prefixLength())) {
                obsolete.add(address.key());
            }
        }
        withdrawals.update(obsolete, generation, now);
        List<AddressChange> removals = new ArrayList<>();
        for (HeldAddress.Key key :
                withdrawals.due(acknowledged.get(), routing.withdrawDelay().toNanos(), now)) {
            removals.add(new AddressChange.Remove(key.address(), key.prefixLength()));
        }
        apply(removals, held);
        obsolete.retainAll(held.keySet());
        withdrawals.update(obsolete, generation, now);
    }

    private long nanosToNext(RoutingPlan routing, long now) {
        return withdrawals.nanosToNext(routing.withdrawDelay().toNanos(), now);
    }
}
