package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.DrainRule.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainRuleTest {
    private static final ObjectKey WEB = new ObjectKey("shop", "web");

    /** A node written as its name and marks: d drained, x excluded, c cordoned, ! not ready, - no router there. */
    private static NodeView node(String text) {
        String name = text.replaceAll("[^a-z0-9]+.*", "");
        String marks = text.substring(name.length());
        Map<String, String> labels = new HashMap<>();
        if (marks.contains("x")) {
            labels.put(NodeView.EXCLUDE_LABEL, "");
        }
        if (marks.contains("-")) {
            labels.put("alone", "");
        }
        return new NodeView(
                name,
                labels,
                marks.contains("d") ? Map.of(Annotations.DRAIN, "") : Map.of(),
                !marks.contains("!"),
                false,
                marks.contains("c"),
                List.of(),
                List.of());
    }

    private static RoutingConfigView config(boolean onCordon) {
        return new RoutingConfigView(
                ObjectKey.cluster("all"),
                1,
                LabelSelector.ALL,
                RoutingConfigView.Backend.NATIVE,
                64512,
                "",
                179,
                Set.of(),
                Duration.ZERO,
                PeerOptions.Restart.OFF,
                Optional.empty(),
                SpeakerOptions.BestPath.DEFAULT,
                LearnedRoutesView.DEFAULT,
                ExternalIpsView.NONE,
                new RoutingConfigView.Drain(onCordon, Duration.ZERO),
                MeshView.OFF,
                HostDaemons.DEFAULT);
    }

    private static BgpPeerView router() {
        LabelSelector withRouter = new LabelSelector(
                Map.of(),
                List.of(new LabelSelector.Requirement("alone", LabelSelector.Operator.DOES_NOT_EXIST, Set.of())));
        return new BgpPeerView(
                ObjectKey.cluster("r1"),
                1,
                Instant.EPOCH,
                withRouter,
                "192.0.2.1",
                "64500",
                0,
                179,
                "",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                1,
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                PeerOptions.DEFAULT,
                Optional.empty(),
                Map.of());
    }

    private static ClusterSnapshot cluster(boolean onCordon, String endpoints, List<NodeView> nodes) {
        ServiceView web = ServiceView.showing(
                WEB,
                endpoints.isEmpty() ? ServiceView.TrafficPolicy.CLUSTER : ServiceView.TrafficPolicy.LOCAL,
                Map.of(),
                List.of("198.51.100.10"));
        return new ClusterSnapshot(
                Map.of(WEB, web),
                Map.of(
                        WEB,
                        Arrays.stream(endpoints.split(" "))
                                .map(each -> new EndpointView(each, true, true, false))
                                .toList()),
                nodes.stream().collect(Collectors.toMap(NodeView::name, each -> each)),
                Map.of(),
                Map.of("all", config(onCordon)),
                Map.of("r1", router()));
    }

    @ParameterizedTest(name = "{0}: {1} with onCordon {2} is {3}")
    @CsvSource(textBlock = """
            a node that serves,             n1,     true,  ''
            asked for,                      n1:d,   false, ASKED
            the label,                      n1:x,   false, EXCLUDED
            a cordon where it is wanted,    n1:c,   true,  CORDONED
            a cordon where it is not,       n1:c,   false, ''
            asked for before all else,      n1:dxc, true,  ASKED
            """)
    void aNodeIsTakenOutFor(String description, String node, boolean onCordon, String trigger) {
        NodeView view = node(node);
        assertEquals(
                trigger,
                DrainRule.trigger(cluster(onCordon, "", List.of(view)), view)
                        .map(Trigger::name)
                        .orElse(""));
    }

    @ParameterizedTest(name = "{0}: {1} with endpoints on {2}")
    @CsvSource(delimiter = '|', textBlock = """
            others serve                              | n1:d n2 n3       | ''    | ''
            alone                                     | n1:d             | ''    | n1
            the others cannot                         | n1:d n2:! n3:-   | ''    | n1
            both at once: the one named last stays    | n1:d n2:d        | ''    | n2
            all of them, whatever for                 | n1:d n2:x n3:c   | ''    | n3
            all but one that cannot                   | n1:d n2:d n3:!   | ''    | n2
            no endpoint elsewhere                     | n1:d n2 n3       | n1    | n1
            an endpoint elsewhere                     | n1:d n2 n3       | n1 n3 | ''
            the other with an endpoint goes, too      | n1:d n2:d n3     | n1 n2 | n2
            """)
    void anAddressStaysWhere(String description, String written, String endpoints, String staying) {
        List<NodeView> nodes =
                Arrays.stream(written.split(" ")).map(DrainRuleTest::node).toList();
        assertEquals(staying, String.join(" ", staying(cluster(true, endpoints, nodes))));
    }

    private static Set<String> staying(ClusterSnapshot snapshot) {
        return snapshot.nodes().values().stream()
                .filter(each -> DrainRule.trigger(snapshot, each).isPresent() && each.ready())
                .filter(each -> DrainRule.stays(snapshot, each, List.of(WEB)))
                .map(NodeView::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Property(tries = 500)
    void somebodyServesForAsLongAsSomebodyCan(@ForAll long seed) {
        Random random = new Random(seed);
        List<NodeView> nodes = random
                .ints(1 + random.nextInt(5), 0, 32)
                .mapToObj(Integer::valueOf)
                .map(marks -> "n" + random.nextInt(100) + ":" + ((marks & 1) > 0 ? "d" : "")
                        + ((marks & 2) > 0 ? "x" : "") + ((marks & 4) > 0 ? "c" : "") + ((marks & 8) > 0 ? "!" : "")
                        + ((marks & 16) > 0 ? "-" : ""))
                .map(DrainRuleTest::node)
                .collect(Collectors.toMap(NodeView::name, each -> each, (one, other) -> one))
                .values()
                .stream()
                .toList();
        ClusterSnapshot snapshot = cluster(random.nextBoolean(), "", nodes);
        long able = nodes.stream().filter(NodeView::ready).count();
        long serving = nodes.stream()
                .filter(NodeView::ready)
                .filter(each ->
                        DrainRule.trigger(snapshot, each).isEmpty() || DrainRule.stays(snapshot, each, List.of(WEB)))
                .count();
        assertTrue(able == 0 || serving > 0, () -> "nobody serves: " + nodes);
    }
}
