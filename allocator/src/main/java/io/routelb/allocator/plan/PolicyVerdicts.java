package io.routelb.allocator.plan;

import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.NodeView;
import io.routelb.model.PolicyKey;
import io.routelb.model.PolicyVerdict;
import io.routelb.model.Refusal;
import io.routelb.model.RoutingConfigView;
import java.util.Map;

/**
 * The verdicts of {@link PolicyJudge}, one snapshot after the other. What is said of RoutingConfigs and BGPPeers is remembered while they and
 * the Nodes stay as they are: Services come and go all the time and have no part in it. Owned by one thread.
 */
public final class PolicyVerdicts {
    private Ground ground = Ground.of(ClusterSnapshot.EMPTY);
    private Map<PolicyKey, PolicyVerdict> routing = Map.of();

    /** What RoutingConfigs and BGPPeers are judged by. */
    private record Ground(
            Map<String, NodeView> nodes, Map<String, RoutingConfigView> configs, Map<String, BgpPeerView> peers) {
        static Ground of(ClusterSnapshot cluster) {
            return new Ground(cluster.nodes(), cluster.routingConfigs(), cluster.bgpPeers());
        }
    }

    /** As {@link PolicyJudge#verdicts}. */
    public Map<PolicyKey, PolicyVerdict> of(ClusterSnapshot cluster, Map<PolicyKey, Refusal> refused) {
        Ground now = Ground.of(cluster);
        if (!now.equals(ground)) {
            ground = now;
            routing = RoutingJudge.verdicts(cluster);
        }
        return PolicyJudge.verdicts(cluster, routing, refused);
    }
}
