package io.routelb.node.app;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.redistribution.RoutingStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** The agent's Prometheus metrics; see docs/reference/metrics.md. Owned by the loop, except {@link #converged}. */
final class AgentMetrics {
    private final Gauge announced;
    private final Gauge localAnnounced;
    private final Gauge leaseHealthy;
    private final Gauge members;
    private final Gauge subnets;
    private final Counter renewals;
    private final Counter renewalFailures;
    private final Counter neighbourAnnouncements;
    private final Gauge sessionUp;
    private final Gauge prefixes;
    private final Counter repairs;
    private final Counter messages;
    private final Counter transitions;
    private final Histogram convergence;
    private final Set<String> peersSeen = new HashSet<>();
    private final Set<MessageSeries> messagesSeen = new HashSet<>();

    private record MessageSeries(String peer, String type, String direction) {}

    AgentMetrics(CollectorRegistry registry) {
        announced = Gauge.build("purelb_lbnodeagent_announced", "Service addresses in the kernel of this node")
                .register(registry);
        localAnnounced = Gauge.build("routelb_local_addresses", "Addresses of local pools this node announces")
                .register(registry);
        leaseHealthy = Gauge.build("purelb_election_lease_healthy", "1 while the node's Lease is renewed")
                .register(registry);
        members = Gauge.build("purelb_election_member_count", "Nodes that take part in elections, as seen here")
                .register(registry);
        subnets = Gauge.build("purelb_election_subnet_count", "Subnets this node can announce local addresses in")
                .register(registry);
        renewals = Counter.build("purelb_election_lease_renewals_total", "Renewals of the node's Lease that succeeded")
                .register(registry);
        renewalFailures = Counter.build(
                        "purelb_election_lease_renewal_failures_total", "Renewals of the node's Lease that did not")
                .register(registry);
        neighbourAnnouncements = Counter.build(
                        "routelb_neighbour_announcements_total",
                        "Times neighbours were told of a local address by ARP or neighbour advertisement")
                .register(registry);
        sessionUp = Gauge.build("routelb_bgp_session_up", "1 while the session is Established")
                .labelNames("peer")
                .register(registry);
        prefixes = Gauge.build("routelb_bgp_prefixes", "Prefixes exchanged with the peer")
                .labelNames("peer", "direction")
                .register(registry);
        repairs = Counter.build("routelb_kernel_repairs_total", "Addresses put back after somebody else removed them")
                .register(registry);
        messages = Counter.build("routelb_bgp_messages_total", "BGP messages exchanged with the peer")
                .labelNames("peer", "type", "direction")
                .register(registry);
        transitions = Counter.build("routelb_bgp_session_transitions_total", "Changes of the session's state")
                .labelNames("peer")
                .register(registry);
        convergence = Histogram.build(
                        "routelb_service_convergence_seconds",
                        "From waking on an event to the routes having left for every established peer")
                .buckets(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5)
                .register(registry);
    }

    /** Any thread. */
    void converged(Duration time) {
        convergence.observe(time.toNanos() / 1e9);
    }

    void update(NodeReconciler.Outcome outcome) {
        announced.set(outcome.report().addresses().stream()
                .mapToDouble(address -> address.inKernel() ? 1 : 0)
                .sum());
        repairs.inc(outcome.repairs() - repairs.get());
        Set<String> present = new HashSet<>();
        for (RoutingStatus.Peer peer : outcome.report().routing().peers()) {
            present.add(peer.name());
            sessionUp.labels(peer.name()).set(peer.state().equals("Established") ? 1 : 0);
            prefixes.labels(peer.name(), "received").set(peer.received());
            prefixes.labels(peer.name(), "advertised").set(peer.advertised());
            RoutingStatus.Traffic traffic = peer.traffic();
            traffic.sent().forEach((type, count) -> count(new MessageSeries(peer.name(), type, "sent"), count));
            traffic.received().forEach((type, count) -> count(new MessageSeries(peer.name(), type, "received"), count));
            raise(transitions.labels(peer.name()), traffic.transitions());
        }
        forgetAllBut(present);
    }

    /** What a pass did for local addresses. */
    void update(NodeRound.Result round) {
        localAnnounced.set(round.serving().size());
        subnets.set(round.local().byPrefix().size());
        neighbourAnnouncements.inc(round.announced() - neighbourAnnouncements.get());
    }

    /** How the election goes. */
    void update(LocalElection election, int alive) {
        leaseHealthy.set(election.healthy() ? 1 : 0);
        members.set(alive);
        renewals.inc(election.renewed() - renewals.get());
        renewalFailures.inc(election.renewalsFailed() - renewalFailures.get());
    }

    private void count(MessageSeries series, long count) {
        messagesSeen.add(series);
        raise(messages.labels(series.peer(), series.type(), series.direction()), count);
    }

    /** The speaker counts; a peer that was removed and came back counts anew, and the metric goes on from where it was. */
    private static void raise(Counter.Child metric, long count) {
        double more = (double) count - metric.get();
        if (more > 0) {
            metric.inc(more);
        }
    }

    private void forgetAllBut(Set<String> present) {
        peersSeen.removeAll(present);
        for (String gone : peersSeen) {
            sessionUp.remove(gone);
            prefixes.remove(gone, "received");
            prefixes.remove(gone, "advertised");
            transitions.remove(gone);
        }
        messagesSeen.removeIf(series -> {
            boolean gone = !present.contains(series.peer());
            if (gone) {
                messages.remove(series.peer(), series.type(), series.direction());
            }
            return gone;
        });
        peersSeen.clear();
        peersSeen.addAll(present);
    }
}
