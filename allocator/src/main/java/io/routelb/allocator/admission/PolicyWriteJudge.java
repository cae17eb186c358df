package io.routelb.allocator.admission;

import io.routelb.allocator.plan.PolicyJudge;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.FrozenMap;
import io.routelb.model.PolicyKey;
import io.routelb.model.PolicyVerdict;
import io.routelb.model.RoutingPolicies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges writes to BGPPeers and BGPAdvertisements. Denied is what would not be in force as it is written, and what would put another object
 * out of force. What was so before the write is not held against it.
 */
public final class PolicyWriteJudge {
    private final ClusterSnapshot snapshot;

    /** The snapshot is the cluster without the write. */
    public PolicyWriteJudge(ClusterSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** A BGPAdvertisement that is created (no {@code before}) or changed. */
    public Judgement advertisement(Optional<BgpAdvertisementView> before, BgpAdvertisementView after) {
        return before.equals(Optional.of(after))
                ? Judgement.SILENT
                : judged(
                        new PolicyKey(
                                PolicyKey.Kind.BGP_ADVERTISEMENT, after.key().name()),
                        withAdvertisement(after.key().name(), before),
                        withAdvertisement(after.key().name(), Optional.of(after)));
    }

    /** A BGPPeer that is created (no {@code before}) or changed. */
    public Judgement peer(Optional<BgpPeerView> before, BgpPeerView after) {
        return before.equals(Optional.of(after))
                ? Judgement.SILENT
                : judged(
                        new PolicyKey(PolicyKey.Kind.BGP_PEER, after.key().name()),
                        snapshot.withBgpPeers(
                                with(snapshot.bgpPeers(), after.key().name(), before)),
                        snapshot.withBgpPeers(
                                with(snapshot.bgpPeers(), after.key().name(), Optional.of(after))));
    }

    private ClusterSnapshot withAdvertisement(String name, Optional<BgpAdvertisementView> one) {
        RoutingPolicies policies = snapshot.policies();
        return snapshot.withPolicies(
                new RoutingPolicies(with(policies.advertisements(), name, one), policies.namespaces()));
    }

    private static <V> Map<String, V> with(Map<String, V> all, String name, Optional<V> one) {
        return FrozenMap.copyOf(all).with(one.map(view -> Map.of(name, view)).orElse(Map.of()), Set.of(name));
    }

    private static Judgement judged(PolicyKey key, ClusterSnapshot before, ClusterSnapshot after) {
        Map<PolicyKey, PolicyVerdict> verdictsBefore = PolicyJudge.verdicts(before, Map.of());
        Map<PolicyKey, PolicyVerdict> verdictsAfter = PolicyJudge.verdicts(after, Map.of());
        Optional<PolicyVerdict> own = refusal(verdictsAfter, key);
        if (own.isPresent()) {
            String sentence = own.get().condition().message();
            boolean old = refusal(verdictsBefore, key)
                    .filter(one -> one.condition().message().equals(sentence))
                    .isPresent();
            return old
                    ? new Judgement.Allowed(List.of(sentence))
                    : new Judgement.Denied(own.get().condition().reason(), sentence);
        }
        for (PolicyKey other : verdictsAfter.keySet()) {
            Optional<PolicyVerdict> refused = refusal(verdictsAfter, other);
            if (refused.isPresent() && refusal(verdictsBefore, other).isEmpty()) {
                return new Judgement.Denied(
                        refused.get().condition().reason(),
                        other + " would no longer be accepted: "
                                + refused.get().condition().message());
            }
        }
        return Judgement.SILENT;
    }

    private static Optional<PolicyVerdict> refusal(Map<PolicyKey, PolicyVerdict> verdicts, PolicyKey key) {
        return Optional.ofNullable(verdicts.get(key))
                .filter(verdict -> !verdict.condition().status());
    }
}
