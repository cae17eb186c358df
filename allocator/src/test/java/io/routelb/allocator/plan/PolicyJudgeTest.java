package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.BgpAdvertisementView.Selection;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.PolicyKey;
import io.routelb.model.PolicyVerdict;
import io.routelb.model.Refusal;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingPolicies;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said on BGPAdvertisements; that two contradict each other is tried with the agents' own rules in lb-node. */
class PolicyJudgeTest {
    private static BgpAdvertisementView advertisement(String name) {
        return new BgpAdvertisementView(
                ObjectKey.cluster(name),
                4,
                Instant.EPOCH,
                Set.of(Source.LOAD_BALANCER_IP),
                Selection.ALL,
                new RouteAttributes(List.of(), List.of(), List.of(), OptionalLong.of(1), OptionalLong.empty(), 0),
                LinkBandwidth.NONE,
                OptionalInt.empty(),
                OptionalInt.empty(),
                0);
    }

    private static Map<PolicyKey, PolicyVerdict> verdicts(Map<PolicyKey, Refusal> refused, String... names) {
        Map<String, BgpAdvertisementView> all = new HashMap<>();
        for (String name : names) {
            all.put(name, advertisement(name));
        }
        return PolicyJudge.verdicts(ClusterSnapshot.EMPTY.withPolicies(new RoutingPolicies(all, Map.of())), refused);
    }

    private static PolicyKey advertisementKey(String name) {
        return new PolicyKey(PolicyKey.Kind.BGP_ADVERTISEMENT, name);
    }

    private static String said(Map<PolicyKey, PolicyVerdict> verdicts, String name) {
        PolicyVerdict verdict = Objects.requireNonNull(verdicts.get(advertisementKey(name)));
        return verdict.generation() + " " + verdict.condition().status() + " "
                + verdict.condition().reason() + ": " + verdict.condition().message();
    }

    @Test
    void whatIsReadAndContradictsNobodyIsInForce() {
        assertEquals("4 true Accepted: it is in force", said(verdicts(Map.of(), "edge"), "edge"));
    }

    @Test
    void whatCannotBeReadSaysWhyAndWhatIsInForceInstead() {
        Map<PolicyKey, PolicyVerdict> verdicts = verdicts(
                Map.of(
                        advertisementKey("edge"), new Refusal(5, "med is wrong"),
                        advertisementKey("new"), new Refusal(1, "sources names nothing to announce")),
                "edge",
                "other");
        assertEquals("5 false Invalid: med is wrong; its last good form stays in force", said(verdicts, "edge"));
        assertEquals(
                "1 false Invalid: sources names nothing to announce; the other BGPAdvertisements are in force as if it"
                        + " were not there",
                said(verdicts, "new"));
        assertEquals("4 true Accepted: it is in force", said(verdicts, "other"));
    }
}
