package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.node.apply.HeldAddress.Detection;
import io.routelb.node.desired.LearnedPlan;
import io.routelb.node.desired.Lifetime;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.redistribution.RoutingBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass of the agent's loop: take away local addresses that are not wanted, add what is missing, hand the confirmed routes to the
 * backend, remove what has been withdrawn long enough. Owned by one thread; the clock is an argument. A restart is the same path as steady
 * state: what an earlier process left on a link is simply obsolete.
 */
public final class NodeReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReconciler.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long FOREVER_SECONDS = Duration.ofDays(36_500).toSeconds();

    private final String node;
    private final AddressTable table;
    private final RoutingBackend backend;
    private final Optional<String> captures;
    private final LongConsumer acknowledgedListener;
    private final Withdrawals withdrawals = new Withdrawals();
    private final Repairs repairs = new Repairs();
    private final Duplicates duplicates = new Duplicates();
    private final Routing routing;
    private final AtomicLong acknowledged = new AtomicLong();
    /** What was there after the last pass, and until when the kernel was told to keep it. */
    private final Map<HeldAddress.Key, Long> confirmed = new HashMap<>();

    private final Map<IPAddress, String> failures = new HashMap<>();
    private Optional<RoutingIntent> inForce = Optional.empty();
    private String serviceLink = LBNodeAgentView.DUMMY_INTERFACE;
    private boolean lookedBack;
    private long generation;

    /**
     * A reconciler for one node.
     *
     * @param acknowledgedListener called from any thread when every established peer has been told what a pass handed over, with
     *     that pass's {@code now}; it should make the loop run again
     */
    public NodeReconciler(String node, AddressTable table, RoutingBackend backend, LongConsumer acknowledgedListener) {
        this(node, table, backend, Optional.empty(), acknowledgedListener);
    }

    /** As above, with {@code captures} as the folder into which the backend is to write what its sessions say and hear. */
    public NodeReconciler(
            String node,
            AddressTable table,
            RoutingBackend backend,
            Optional<String> captures,
            LongConsumer acknowledgedListener) {
        this.node = node;
        this.routing = new Routing(node);
        this.table = table;
        this.backend = backend;
        this.captures = captures;
        this.acknowledgedListener = acknowledgedListener;
    }

    /**
     * What a pass did.
     *
     * @param nextPass run again no later than this, even if nothing wakes
     * @param repairs addresses put back since the start after somebody else took them away
     * @param onLink local addresses that are on a link of the node
     * @param serving planned local addresses that are on their link and serve
     * @param learned what is to be made of the routes peers tell
     */
    public record Outcome(
            NodeReport report,
            Duration nextPass,
            long repairs,
            Set<IPAddress> onLink,
            Map<IPAddress, PlannedAddress> serving,
            LearnedPlan learned) {
        public Outcome {
            onLink = Set.copyOf(onLink);
            serving = Map.copyOf(serving);
        }
    }

    /**
     * Brings the node in line with what the snapshot says about remote addresses; for who takes part in no election.
     *
     * @param now monotonic, nanoseconds
     * @throws KernelException when the kernel could not be read; routes stay as they are and the caller tries again
     */
    public Outcome reconcile(ClusterSnapshot snapshot, long now) throws KernelException {
        NodePlan plan = NodePlan.of(snapshot, node);
        return reconcile(snapshot, plan, read(plan.serviceLink()), now);
    }

    /**
     * As {@link #reconcile(ClusterSnapshot, long)} with a snapshot from memory: what it lacks may have come since, so nothing is removed
     * from the service link.
     *
     * @throws KernelException as there
     */
    public Outcome resume(ClusterSnapshot remembered, long now) throws KernelException {
        NodePlan plan = NodePlan.of(remembered, node);
        return resume(remembered, plan, read(plan.serviceLink()), now);
    }

    /** What the kernel has now, the service link of that name being made if there is none. */
    public KernelState read(String link) throws KernelException {
        return table.read(link);
    }

    /**
     * Brings the node in line with the plan, and routing with the snapshot.
     *
     * @param kernel as read after whatever was changed last
     */
    public Outcome reconcile(ClusterSnapshot snapshot, NodePlan plan, KernelState kernel, long now)
            throws KernelException {
        return pass(plan, routing.of(snapshot), kernel, now, true);
    }

    /**
     * As {@link #reconcile(ClusterSnapshot, NodePlan, KernelState, long)}, of a snapshot from memory.
     *
     * @throws KernelException as there
     */
    public Outcome resume(ClusterSnapshot remembered, NodePlan plan, KernelState kernel, long now)
            throws KernelException {
        return pass(plan, routing.of(remembered), kernel, now, false);
    }

    /**
     * The last passes: every local address is taken away, every route withdrawn, then every other address removed.
     *
     * @return whether nothing is left to do
     */
    public boolean drain(long now) throws KernelException {
        Outcome outcome = pass(NodePlan.nothing(serviceLink), routing.lastGood(), read(serviceLink), now, true);
        return outcome.nextPass().compareTo(Duration.ofDays(1)) > 0;
    }

    /** Whether {@link #leave} would leave anything: a peer that keeps our routes meanwhile. */
    public boolean isKeptOverRestart() {
        return backend.isKeptOverRestart();
    }

    /**
     * The last pass instead of {@link #drain} when a successor comes: local addresses are taken away, the others stay with their routes,
     * and the backend ends.
     */
    public void leave(long now) throws KernelException {
        try {
            Held held = new Held(read(serviceLink).addresses());
            apply(AddressDiff.unplannedOnOtherLinks(NodePlan.nothing(serviceLink), held), held, now);
        } finally {
            backend.closeForRestart();
        }
    }

    private Outcome pass(NodePlan plan, Routing.InForce wanted, KernelState kernel, long now, boolean sweeping)
            throws KernelException {
        serviceLink = plan.serviceLink();
        Held held = new Held(kernel.addresses());
        if (!lookedBack) {
            lookedBack = true;
            Predecessor.forwarding(plan, held).ifPresent(backend::comeBack);
        }
        duplicates.update(plan.addresses(), held, now);
        failures.clear();
        List<AddressChange> changes = AddressDiff.unplannedOnOtherLinks(plan, held);
        changes.addAll(missing(plan, held, now, sweeping));
        apply(changes, held, now);
        handOver(plan, wanted.plan(), held, now);
        if (sweeping) {
            removeWithdrawn(plan, wanted.plan(), held, now);
        }
        confirm(plan, held, now);
        Set<String> fights = repairs.fights(now);
        return new Outcome(
                ReportBuilder.build(plan, wanted.plan(), wanted.problems(), held, failures, fights, backend.status()),
                next(plan, wanted.plan(), held, now),
                repairs.total(),
                KernelState.oursExceptOn(plan.serviceLink(), held.all()),
                held.serving(plan),
                wanted.plan().learned());
    }

    /** An address that waits because it is fought over counts as taken until it is back. */
    private void confirm(NodePlan plan, Held held, long now) {
        Map<HeldAddress.Key, Long> before = new HashMap<>(confirmed);
        confirmed.clear();
        for (PlannedAddress planned : plan.addresses().values()) {
            HeldAddress.Key key = HeldAddress.Key.of(planned);
            Long taken = before.get(key);
            Optional<HeldAddress> present = held.get(key);
            if (present.isPresent()) {
                long valid = present.get().validSeconds();
                long left = valid == Lifetime.ENDLESS ? FOREVER_SECONDS : valid;
                confirmed.put(key, now + Duration.ofSeconds(left).toNanos());
            } else if (taken != null
                    && failures.getOrDefault(planned.address(), "").startsWith(NodeReport.INTERFERENCE)) {
                confirmed.put(key, taken);
            }
        }
    }

    /** What is to be put on links now. An address that is not to be is named in the failures. */
    private List<AddressChange> missing(NodePlan plan, Held held, long now, boolean sweeping) {
        List<AddressChange> changes = new ArrayList<>();
        for (PlannedAddress planned : plan.addresses().values()) {
            if (AddressDiff.isAsPlanned(planned, held)) {
                continue;
            }
            Optional<String> obstacle = obstacle(planned, held, now);
            if (obstacle.isPresent()) {
                failures.put(planned.address(), obstacle.get());
                continue;
            }
            List<AddressChange> needed = AddressDiff.changes(planned, held);
            if (sweeping || needed.stream().noneMatch(AddressChange.Remove.class::isInstance)) {
                changes.addAll(needed);
            }
        }
        return changes;
    }

    private Optional<String> obstacle(PlannedAddress planned, Held held, long now) {
        String shown = planned.address().toCanonicalString();
        if (AddressDiff.isForeign(planned, held)) {
            return Optional.of(NodeReport.FOREIGN_ADDRESS + ": this node has " + shown
                    + " already, and not from us; take it away there or out of the pool");
        }
        if (wasTaken(HeldAddress.Key.of(planned), held, now) && !repairs.allowed(HeldAddress.Key.of(planned), now)) {
            return Optional.of(NodeReport.INTERFERENCE + ": something on this node keeps removing " + shown + " from "
                    + planned.link() + "; it is put back every " + Repairs.PAUSE.toMillis() + " ms");
        }
        return duplicates.refusal(planned, now);
    }

    private boolean wasTaken(HeldAddress.Key key, Held held, long now) {
        Long until = confirmed.get(key);
        return until != null && now - until < 0 && !held.contains(key);
    }

    private void apply(List<AddressChange> changes, Held held, long now) throws KernelException {
        if (changes.isEmpty()) {
            return;
        }
        List<Optional<String>> results = table.change(changes);
        for (int i = 0; i < changes.size(); i++) {
            AddressChange change = changes.get(i);
            Optional<String> failure = results.get(i);
            if (failure.isPresent()) {
                failures.put(change.address(), NodeReport.KERNEL_REFUSED + ": " + failure.get());
                LOG.atWarn()
                        .setMessage("the kernel refused a change of an address")
                        .addKeyValue("change", change)
                        .addKeyValue("reason", failure.get())
                        .log();
                continue;
            }
            record(change, held, now);
        }
    }

    private void record(AddressChange change, Held held, long now) {
        HeldAddress.Key key = change.key();
        switch (change) {
            case AddressChange.Add add -> {
                if (wasTaken(key, held, now)) {
                    repairs.repaired(key, now);
                }
                PlannedAddress planned = add.planned();
                if (!held.contains(key)) {
                    duplicates.added(planned, now);
                }
                Detection detection = held.get(key)
                        .map(HeldAddress::detection)
                        .orElse(planned.is(Trait.DETECT_DUPLICATES) ? Detection.UNDER_WAY : Detection.OVER);
                Optional<HeldAddress> before = held.put(new HeldAddress(
                        key.link(),
                        key.address(),
                        key.prefixLength(),
                        true,
                        detection,
                        planned.lifetime().valid(),
                        planned.lifetime().preferred()));
                if (before.filter(HeldAddress::ours).isEmpty()) {
                    log("address added", key);
                }
            }
            case AddressChange.Remove remove -> {
                if (held.remove(key).isPresent()) {
                    log("address removed", key);
                }
            }
        }
    }

    private static void log(String what, HeldAddress.Key key) {
        LOG.atInfo()
                .setMessage(what)
                .addKeyValue("address", key.address())
                .addKeyValue("prefixLength", key.prefixLength())
                .addKeyValue("link", key.link())
                .log();
    }

    /** Only what the kernel has acknowledged is announced; an unchanged intent is not handed over again. */
    private void handOver(NodePlan plan, RoutingPlan routing, Held held, long now) {
        Set<Prefix> routes = new HashSet<>();
        for (PlannedAddress planned : plan.addresses().values()) {
            if (planned.is(Trait.ROUTED) && held.contains(HeldAddress.Key.of(planned))) {
                routes.add(planned.route());
            }
        }
        RoutingIntent intent = routing.telling(routes).capturing(captures);
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

    private void removeWithdrawn(NodePlan plan, RoutingPlan routing, Held held, long now) throws KernelException {
        Set<HeldAddress.Key> obsolete = AddressDiff.unplannedOnServiceLink(plan, held);
        withdrawals.update(obsolete, generation, now);
        List<AddressChange> removals = new ArrayList<>();
        for (HeldAddress.Key key :
                withdrawals.due(acknowledged.get(), routing.withdrawDelay().toNanos(), now)) {
            removals.add(AddressDiff.remove(key));
        }
        apply(removals, held, now);
        obsolete.retainAll(held.keys());
        withdrawals.update(obsolete, generation, now);
    }

    /** Time alone makes another pass necessary then. */
    private Duration next(NodePlan plan, RoutingPlan routing, Held held, long now) {
        long next = withdrawals.nanosToNext(routing.withdrawDelay().toNanos(), now);
        next = Math.min(next, Math.min(repairs.nanosToNext(now), duplicates.nanosToNext(now)));
        for (PlannedAddress planned : plan.addresses().values()) {
            Optional<HeldAddress> present = held.get(HeldAddress.Key.of(planned));
            if (present.isPresent() && planned.is(Trait.ROUTED)) {
                OptionalLong seconds = planned.lifetime()
                        .toldAgainIn(present.get().validSeconds(), present.get().preferredSeconds());
                next = Math.min(
                        next,
                        seconds.isPresent()
                                ? Duration.ofSeconds(seconds.getAsLong()).toNanos()
                                : next);
            }
        }
        boolean refused = failures.values().stream().anyMatch(reason -> reason.startsWith(NodeReport.KERNEL_REFUSED));
        return Duration.ofNanos(refused ? Math.min(next, RETRY.toNanos()) : next);
    }
}
