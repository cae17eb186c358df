package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.BackendChoice;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.KernelRoutes;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.node.desired.DrainPlan;
import io.routelb.node.desired.Draining;
import io.routelb.node.desired.LearnedPlan;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.node.neighbour.Discovery;
import io.routelb.node.policy.AnnouncementPlanner;
import io.routelb.node.policy.Announcements;
import io.routelb.redistribution.RoutingBackend;
import io.routelb.redistribution.RoutingStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * One pass of the agent's loop: take away local addresses that are not wanted, add what is missing, hand the confirmed routes to the
 * backend, remove what has been withdrawn long enough. Owned by one thread; the clock is an argument. A restart is the same path as steady
 * state: what an earlier process left on a link is simply obsolete.
 */
public final class NodeReconciler {
    private final String node;
    private final AddressKeeper addresses;
    private final RoutingBackend backend;
    private final Discovery discovery;
    private final Optional<String> captures;
    private final Withdrawals withdrawals = new Withdrawals();
    private final Routing routing;
    private final Gateways gateways = new Gateways();
    private final HandOver handOver;
    private final Advertised advertised = new Advertised();
    private final AnnouncementPlanner announcements;
    private final Departures departures = new Departures();
    private Latest latest = new Latest(NodePlan.nothing(LBNodeAgentView.DUMMY_INTERFACE), Duration.ZERO);
    private String serviceLink = LBNodeAgentView.DUMMY_INTERFACE;
    private boolean lookedBack;

    /**
     * A reconciler for one node.
     *
     * @param discovery finds the peers that are named by an interface
     * @param captures the folder into which the backend is to write what its sessions say and hear
     * @param acknowledgedListener called from any thread when every established peer has been told what a pass handed over, with
     *     that pass's {@code now}; it should make the loop run again
     */
    public NodeReconciler(
            String node,
            AddressTable table,
            RoutingBackend backend,
            Discovery discovery,
            Optional<String> captures,
            LongConsumer acknowledgedListener) {
        this.node = node;
        this.routing = new Routing(node);
        this.announcements = new AnnouncementPlanner(node);
        this.addresses = new AddressKeeper(table);
        this.backend = backend;
        this.discovery = discovery;
        this.captures = captures;
        this.handOver = new HandOver(backend, acknowledgedListener);
    }

    /**
     * What a pass did.
     *
     * @param nextPass run again no later than this, even if nothing wakes
     * @param repairs addresses put back since the start after somebody else took them away
     * @param onLink local addresses that are on a link of the node
     * @param serving planned local addresses that are on their link and serve
     * @param learned what is to be made of the routes peers tell
     * @param intent what the backend has been handed
     */
    public record Outcome(
            NodeReport report,
            Duration nextPass,
            long repairs,
            Set<IPAddress> onLink,
            Map<IPAddress, PlannedAddress> serving,
            LearnedPlan learned,
            RoutingIntent intent) {
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
        return addresses.read(link);
    }

    /**
     * Brings the node in line with the plan, and routing with the snapshot.
     *
     * @param kernel as read after whatever was changed last
     */
    public Outcome reconcile(ClusterSnapshot snapshot, NodePlan plan, KernelState kernel, long now)
            throws KernelException {
        latest = Latest.of(snapshot, node, plan);
        return pass(plan, DrainPlan.of(snapshot, node, plan), routing.of(snapshot), kernel, now, true);
    }

    /**
     * As {@link #reconcile(ClusterSnapshot, NodePlan, KernelState, long)}, of a snapshot from memory.
     *
     * @throws KernelException as there
     */
    public Outcome resume(ClusterSnapshot remembered, NodePlan plan, KernelState kernel, long now)
            throws KernelException {
        latest = Latest.of(remembered, node, plan);
        return pass(plan, DrainPlan.remembered(remembered, node, plan), routing.of(remembered), kernel, now, false);
    }

    /** What the last passes go by. */
    private record Latest(NodePlan plan, Duration standBack) {
        static Latest of(ClusterSnapshot snapshot, String node, NodePlan plan) {
            return new Latest(plan, DrainPlan.manner(snapshot, node).gracefulShutdown());
        }
    }

    /**
     * The last passes: local addresses are taken away, the routes of the others stand back and are withdrawn, then those are removed.
     *
     * @param longest their routes stand back for no longer
     * @return another one no later than after that; empty when nothing is left to do
     */
    public Optional<Duration> drain(Duration longest, long now) throws KernelException {
        Duration wanted = latest.standBack();
        DrainPlan ending = DrainPlan.ending(latest.plan(), wanted.compareTo(longest) < 0 ? wanted : longest);
        Outcome outcome =
                pass(latest.plan().only(ending.going()), ending, routing.asBefore(), read(serviceLink), now, true);
        return Optional.of(outcome.nextPass()).filter(next -> next.compareTo(Duration.ofDays(1)) < 0);
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
            addresses.change(AddressDiff.unplannedOnOtherLinks(NodePlan.nothing(serviceLink), held), held, now);
        } finally {
            backend.closeForRestart();
        }
    }

    private Outcome pass(
            NodePlan whole, DrainPlan linked, Routing.InForce wanted, KernelState kernel, long now, boolean sweeping)
            throws KernelException {
        UnnumberedPeers neighbours = UnnumberedPeers.find(gateways.resolve(wanted.plan(), kernel), discovery, kernel);
        RoutingPlan peers = neighbours.plan();
        serviceLink = whole.serviceLink();
        Held held = new Held(kernel.addresses());
        DrainPlan drain = depart(whole, linked, wanted, peers, held, now);
        NodePlan plan = whole.without(departures.gone(), drain.reason());
        lookBack(plan, held, peers);
        addresses.begin(plan, held, now);
        bring(plan, held, now, sweeping);
        Announcements announced = announced(wanted, peers, plan, held);
        RoutingIntent intent = Draining.of(
                announced.intent().capturing(captures).installing(toKernel(peers, kernel)),
                hostRoutes(departures.standingBack()));
        handOver.of(intent, now);
        if (sweeping) {
            removeWithdrawn(plan, peers, held, now);
        }
        addresses.end(plan, held, now);
        RoutingStatus status = backend.status();
        advertised.update(intent, handOver.generation(), status.peers());
        return new Outcome(
                new NodeReport(
                        peers.backend(),
                        peers.localAsn(),
                        peers.routerId(),
                        status,
                        report(peers).addresses(plan, held, announced.withheld()),
                        addresses.fights(now),
                        neighbours.and(announced.and(wanted.problems())),
                        neighbours.condition(),
                        InService.condition(drain, departures)),
                next(plan, peers, held, standBack(drain), now),
                addresses.repaired(),
                KernelState.oursExceptOn(plan.serviceLink(), held.all()),
                held.serving(plan),
                isSpeaker(peers) ? peers.learned() : LearnedPlan.OFF,
                intent);
    }

    private static boolean isSpeaker(RoutingPlan routing) {
        return routing.choice().equals(BackendChoice.SPEAKER);
    }

    /** Of what our own speaker learns somebody else keeps the kernel's routes. */
    private KernelRoutes toKernel(RoutingPlan routing, KernelState kernel) {
        return isSpeaker(routing)
                ? KernelRoutes.NONE
                : routing.learned().byDaemon(kernel.connectedExceptOn(serviceLink));
    }

    private void bring(NodePlan plan, Held held, long now, boolean sweeping) throws KernelException {
        List<AddressChange> changes = AddressDiff.unplannedOnOtherLinks(plan, held);
        changes.addAll(addresses.missing(plan, held, now, sweeping));
        addresses.change(changes, held, now);
    }

    private ReportBuilder report(RoutingPlan peers) {
        return new ReportBuilder(
                node, addresses.failures(), advertised, peers.backend().speaks());
    }

    /** Before anything is announced: whether somebody before us left what is still meant. */
    private void lookBack(NodePlan plan, Held held, RoutingPlan peers) {
        if (!lookedBack) {
            lookedBack = true;
            Predecessor.forwarding(plan, held, peers.mesh().families()).ifPresent(backend::comeBack);
        }
    }

    /** Without a session nobody is there who could turn to others meanwhile. */
    private Duration standBack(DrainPlan drain) {
        boolean heard =
                backend.status().peers().stream().anyMatch(peer -> peer.state().equals("Established"));
        return heard ? drain.standBack() : Duration.ZERO;
    }

    private static Set<Prefix> hostRoutes(Set<IPAddress> addresses) {
        return addresses.stream().map(Prefix::host).collect(Collectors.toSet());
    }

    /** Only what the kernel has acknowledged is announced. */
    private Announcements announced(Routing.InForce wanted, RoutingPlan peers, NodePlan plan, Held held) {
        return announcements.plan(
                wanted.snapshot(),
                plan,
                peers,
                planned -> held.contains(HeldAddress.Key.of(planned)),
                departures.gone());
    }

    /** Cluster IPs and external ones are on no link, and go in the same way. */
    private DrainPlan depart(
            NodePlan whole, DrainPlan linked, Routing.InForce wanted, RoutingPlan peers, Held held, long now) {
        DrainPlan drain = linked.isOne() ? linked.and(announcements.exposed(wanted.snapshot(), peers)) : linked;
        Set<IPAddress> told = linked.isOne() ? announcements.told() : Set.of();
        departures.update(
                drain.going(), standBack(drain), address -> held.isOurs(whole, address) || told.contains(address), now);
        return drain;
    }

    private void removeWithdrawn(NodePlan plan, RoutingPlan routing, Held held, long now) throws KernelException {
        Set<HeldAddress.Key> obsolete = AddressDiff.unplannedOnServiceLink(plan, held);
        withdrawals.update(obsolete, handOver.generation(), now);
        List<AddressChange> removals = new ArrayList<>();
        for (HeldAddress.Key key :
                withdrawals.due(handOver.acknowledged(), routing.withdrawDelay().toNanos(), now)) {
            removals.add(AddressDiff.remove(key));
        }
        addresses.change(removals, held, now);
        obsolete.retainAll(held.keys());
        withdrawals.update(obsolete, handOver.generation(), now);
    }

    /** Time alone makes another pass necessary then. */
    private Duration next(NodePlan plan, RoutingPlan routing, Held held, Duration standBack, long now) {
        long next = withdrawals.nanosToNext(routing.withdrawDelay().toNanos(), now);
        next = Math.min(next, Math.min(addresses.nanosToNext(now), departures.nanosToNext(standBack, now)));
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
        return Duration.ofNanos(next);
    }
}
