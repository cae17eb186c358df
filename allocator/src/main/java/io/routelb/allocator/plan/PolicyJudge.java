package io.routelb.allocator.plan;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.Contradictions;
import io.routelb.model.ObjectKey;
import io.routelb.model.PolicyVerdict;
import io.routelb.model.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What becomes of each BGPAdvertisement, as the agents read it. Pure. */
public final class PolicyJudge {
    private static final String ACCEPTED = "Accepted";

    private PolicyJudge() {}

    /** {@code refused}: those that are not in the snapshot as they are written. */
    public static Map<ObjectKey, PolicyVerdict> verdicts(ClusterSnapshot cluster, Map<ObjectKey, Refusal> refused) {
        Map<String, String> contradictions = Contradictions.of(cluster);
        Map<ObjectKey, PolicyVerdict> verdicts = new TreeMap<>();
        cluster.policies().advertisements().values().forEach(view -> {
            Condition condition = Optional.ofNullable(
                            contradictions.get(view.key().name()))
                    .map(sentence -> new Condition(ACCEPTED, false, "Contradicts", sentence))
                    .orElse(new Condition(ACCEPTED, true, ACCEPTED, "it is in force"));
            verdicts.put(view.key(), new PolicyVerdict(view.generation(), condition));
        });
        refused.forEach((key, refusal) -> {
            String rest = verdicts.containsKey(key)
                    ? "; its last good form stays in force"
                    : "; the other BGPAdvertisements are in force as if it were not there";
            verdicts.put(
                    key,
                    new PolicyVerdict(
                            refusal.generation(),
                            new Condition(ACCEPTED, false, "Invalid", refusal.sentence() + rest)));
        });
        return verdicts;
    }
}
