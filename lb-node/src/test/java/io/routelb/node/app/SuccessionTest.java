package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.NodeView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** To whom is anything left? */
class SuccessionTest {
    private static ClusterSnapshot cluster(String node) {
        NodeView view = new NodeView(
                node,
                Map.of("pool", "edge"),
                Map.of(),
                !node.equals("dying"),
                false,
                node.equals("cordoned"),
                List.of(),
                List.of());
        return new ClusterSnapshot(Map.of(), Map.of(), Map.of(node, view), Map.of(), Map.of(), Map.of());
    }

    @ParameterizedTest(name = "{0} on {1}, its Pod {2}: {3}")
    @CsvSource({
        "AUTO,     n1,       replaced, ''",
        "AUTO,     n1,       stays,    'the Pod stays on a node of {pool=edge}'",
        "AUTO,     dying,    replaced, 'the node is not ready, so it may be going down'",
        "AUTO,     cordoned, replaced, 'the node is cordoned, so it may be going down'",
        "AUTO,     missing,  replaced, 'the cluster does not have this node'",
        "RESTART,  cordoned, stays,    ''",
        "WITHDRAW, n1,       replaced, --on-stop=withdraw",
    })
    void whatIsNotCertainCountsAsNo(OnStop onStop, String node, String pod, String refusal) {
        Succession succession = new Succession(
                onStop, node, labels -> pod.equals("replaced") ? "" : "the Pod stays on a node of " + labels);
        assertEquals(refusal, succession.refusal(cluster(node.equals("missing") ? "n2" : node)));
    }
}
