package io.routelb.allocator.plan;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.Contradictions;
import io.routelb.model.PolicyKey;
import io.routelb.model.PolicyKey.Kind;
import io.routelb.model.PolicyVerdict;
import io.routelb.model.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What becomes of each RoutingConfig, BGPPeer and BGPAdvertisement, as the agents read it. Pure. */
public final class PolicyJudge {
    static final String ACCEPTED = "Accepted";
    static final Condition IN_FORCE = new Condition(ACCEPTED, true, ACCEPTED, "it is in force");

    private PolicyJudge() {}

    /** {@code refused}: those that are not in the snapshot as they are written. */
    public static Map<PolicyKey, PolicyVerdict> verdicts(ClusterSnapshot cluster, Map<PolicyKey, Refusal> refused) {
        return verdicts(cluster, RoutingJudge.verdicts(cluster), refused);
    }

    /** {@code routing}: what {@link RoutingJudge} says of the cluster. */
    static Map<PolicyKey, PolicyVerdict> verdicts(
            ClusterSnapshot cluster, Map<PolicyKey, PolicyVerdict> routing, Map<PolicyKey, Refusal> refused) {
        Map<PolicyKey, PolicyVerdict> verdicts = new TreeMap<>(routing);
        Map<String, String> contradictions = Contradictions.of(cluster);
        cluster.policies().advertisements().forEach((name, view) -> {
            Condition condition = Optional.ofNullable(contradictions.get(name))
                    .map(sentence -> refused("Contradicts", sentence))
                    .orElse(IN_FORCE);
            verdicts.put(new PolicyKey(Kind.BGP_ADVERTISEMENT, name), new PolicyVerdict(view.generation(), condition));
        });
        refused.forEach((key, refusal) -> {
            String rest = verdicts.containsKey(key)
                    ? "; its last good form stays in force"
                    : "; the other " + key.kind().word() + "s are in force as if it were not there";
            verdicts.put(key, new PolicyVerdict(refusal.generation(), refused("Invalid", refusal.sentence() + rest)));
        });
        return verdicts;
    }

    static Condition refused(String reason, String sentence) {
        return new Condition(ACCEPTED, false, reason, sentence);
    }
}
