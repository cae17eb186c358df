package io.routelb.node.app;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.routelb.model.BackendChoice;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.node.routes.kernel.RouteReport;
import java.time.Duration;

/** The agent's Prometheus metrics; see docs/reference/metrics.md. Owned by the loop, except what says otherwise. */
final class AgentMetrics {
    private final Gauge announced;
    private final Gauge localAnnounced;
    private final Gauge leaseHealthy;
    private final Gauge members;
    private final Gauge subnets;
    private final Counter renewals;
    private final Counter renewalFailures;
    private final Counter neighbourAnnouncements;
    private final Counter repairs;
    private final Histogram convergence;
    private final Histogram applied;
    private final Gauge resumed;
    private final Gauge stateBytes;
    private final Counter stateFailures;
    private final LearnedMetrics learned;
    private final PeerMetrics peers;

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
        repairs = Counter.build("routelb_kernel_repairs_total", "Addresses put back after somebody else removed them")
                .register(registry);
        convergence = times(
                        "routelb_service_convergence_seconds",
                        "From waking on an event to the routes having left for every established peer")
                .register(registry);
        applied = applied(registry);
        resumed = Gauge.build(
                        "routelb_node_resumed",
                        "1 while the agent works from its kept state because the API server could not be read since its start")
                .register(registry);
        stateBytes = Gauge.build("routelb_node_state_bytes", "Size of the state kept last")
                .register(registry);
        stateFailures = Counter.build("routelb_node_state_failures_total", "Times the state could not be kept")
                .register(registry);
        learned = new LearnedMetrics(registry);
        peers = new PeerMetrics(registry);
    }

    private static Histogram applied(CollectorRegistry registry) {
        return times(
                        "routelb_routing_apply_seconds",
                        "From an intent to the backend having it in force, every established peer told by Native")
                .labelNames("backend")
                .register(registry);
    }

    private static Histogram.Builder times(String name, String help) {
        return Histogram.build(name, help).buckets(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5);
    }

    void resumed(boolean fromMemory) {
        resumed.set(fromMemory ? 1 : 0);
    }

    /** Any thread. */
    void stateKept(int bytes) {
        stateBytes.set(bytes);
    }

    /** Any thread. */
    void stateNotKept() {
        stateFailures.inc();
    }

    /** Any thread. An intent that another one replaced first is not counted. */
    void applied(BackendChoice choice, Duration time) {
        String backend = switch (choice) {
            case BackendChoice.Speaker speaker -> "Native";
            case BackendChoice.Bird bird -> "BIRD";
            case BackendChoice.Frr frr -> "FRR";
        };
        applied.labels(backend).observe(time.toNanos() / 1e9);
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
        peers.update(outcome.report().routing().peers());
    }

    /** What has become of the learned routes. */
    void update(RouteReport report) {
        learned.update(report);
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
}
