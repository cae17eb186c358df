package io.routelb.kube.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.kube.StubApi;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tells a rolling update from everything else that ends a Pod. */
class ReplacementTest {
    private static final String POD = "/api/v1/namespaces/routelb-system/pods/agent-x";
    private static final String SET = "/apis/apps/v1/namespaces/routelb-system/daemonsets/agent";
    private static final String DELETED = "'deletionTimestamp': '2026-01-01T00:00:00Z',";
    private static final String OWNER =
            "'ownerReferences': [{'kind': 'DaemonSet', 'name': 'agent', 'uid': 'u1', 'controller': true}]";

    private StubApi api;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi(0);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void pod(String metadata) {
        api.put(POD, "{'metadata': {'name': 'agent-x', " + metadata + "}, 'spec': {'nodeName': 'n1'}}");
    }

    private void set(String metadata, String nodeSelector) {
        api.put(
                SET,
                "{'metadata': {'name': 'agent', " + metadata + "}, 'spec': {'template': {'spec': {'nodeSelector': "
                        + nodeSelector + "}}}}");
    }

    private String refusal(String pod) {
        return new Replacement(api.client(), "routelb-system", pod).refusal(Map.of("pool", "edge", "arch", "arm"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a rolling update deletes it              | ''
            the node goes down: it is not deleted    | Pod agent-x is not being replaced, so the node may be going down
            it is gone altogether                    | Pod agent-x is not being replaced, so the node may be going down
            somebody's own Pod                       | Pod agent-x is of no DaemonSet
            a controller of another kind made it     | Pod agent-x is of no DaemonSet
            a DaemonSet has it and did not make it   | Pod agent-x is of no DaemonSet
            the DaemonSet was deleted                | DaemonSet agent is being deleted
            the DaemonSet is being deleted           | DaemonSet agent is being deleted
            another DaemonSet took its name          | DaemonSet agent is being deleted
            the DaemonSet wants other nodes          | DaemonSet agent does not want this node any more
            """)
    void aSuccessorIsToBeExpectedInOneCaseOnly(String description, String refusal) {
        pod(DELETED + OWNER);
        set("'uid': 'u1'", "{'pool': 'edge'}");
        switch (description) {
            case "a rolling update deletes it" -> {}
            case "the node goes down: it is not deleted" -> pod(OWNER);
            case "it is gone altogether" -> api.delete(POD);
            case "somebody's own Pod" -> pod(DELETED + "'uid': 'p'");
            case "a controller of another kind made it" -> pod(DELETED + OWNER.replace("DaemonSet", "ReplicaSet"));
            case "a DaemonSet has it and did not make it" -> pod(DELETED + OWNER.replace("true", "false"));
            case "the DaemonSet was deleted" -> api.delete(SET);
            case "the DaemonSet is being deleted" -> set(DELETED + "'uid': 'u1'", "{}");
            case "another DaemonSet took its name" -> set("'uid': 'u2'", "{}");
            case "the DaemonSet wants other nodes" -> set("'uid': 'u1'", "{'pool': 'core'}");
            default -> throw new IllegalArgumentException(description);
        }
        assertEquals(refusal, refusal("agent-x"));
    }

    @Test
    void whatCannotBeReadIsNoPromise() {
        pod(DELETED + OWNER);
        set("'uid': 'u1'", "{}");
        assertEquals("it is not known which Pod this is (POD_NAME)", refusal(""));
        api.fail(403, "daemonsets");
        assertTrue(refusal("agent-x").startsWith("whether Pod agent-x is being replaced cannot be read: "));
        api.fail(0, "");
        api.put(POD, "{'metadata': {'name': 'agent-x', 'ownerReferences': 'none', 'deletionTimestamp': 'x'}}");
        assertTrue(refusal("agent-x").startsWith("whether Pod agent-x is being replaced cannot be understood: "));
    }
}
