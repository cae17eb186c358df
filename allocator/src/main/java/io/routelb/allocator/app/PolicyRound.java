package io.routelb.allocator.app;

import io.kubernetes.client.openapi.ApiClient;
import io.routelb.allocator.apply.PolicyWrites;
import io.routelb.allocator.plan.PolicyVerdicts;
import io.routelb.kube.watch.ClusterWatch;
import io.routelb.kube.write.LeaderLease;
import io.routelb.kube.write.PolicyStatusWriter;
import io.routelb.kube.write.Workers;
import io.routelb.kube.write.WriteResult;
import java.time.Clock;
import java.time.Duration;

/** Says on each RoutingConfig, BGPPeer and BGPAdvertisement what becomes of it, for the leader. Owned by the main thread. */
final class PolicyRound {
    private final ClusterWatch watch;
    private final LeaderLease lease;
    private final PolicyVerdicts verdicts = new PolicyVerdicts();
    private final PolicyWrites writes;

    PolicyRound(ApiClient client, ClusterWatch watch, LeaderLease lease, Workers workers) {
        this.watch = watch;
        this.lease = lease;
        PolicyStatusWriter writer = new PolicyStatusWriter(client, watch::policy, Clock.systemUTC());
        this.writes = new PolicyWrites(
                (key, verdict) -> lease.isLeader() ? writer.write(key, verdict) : new WriteResult.Conflict(),
                workers,
                System::nanoTime);
    }

    /** Goes round once; the next round no later than what it returns. */
    Duration round(Duration atMost) {
        if (!lease.isLeader() || !watch.synced()) {
            writes.forget();
            return atMost;
        }
        return writes.start(verdicts.of(watch.snapshot(), watch.refusedPolicies()), atMost);
    }
}
