package io.routelb.node.app;

import io.routelb.kube.daemon.Replacement;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.NodeView;
import java.util.Map;
import java.util.function.Function;

/**
 * Decides at a stop whether addresses and routes are left to a successor. Left to nobody they would draw packets to a node that goes down,
 * so what is not certain counts as no.
 */
final class Succession {
    private final OnStop onStop;
    private final String node;
    private final Function<Map<String, String>, String> replacement;

    /** {@code replacement}: see {@link Replacement#refusal}. */
    Succession(OnStop onStop, String node, Function<Map<String, String>, String> replacement) {
        this.onStop = onStop;
        this.node = node;
        this.replacement = replacement;
    }

    /** Why nothing is left, one sentence; empty when it is. May ask the API server, for two seconds at most. */
    String refusal(ClusterSnapshot latest) {
        return switch (onStop) {
            case RESTART -> "";
            case WITHDRAW -> "--on-stop=withdraw";
            case AUTO -> whetherReplaced(latest);
        };
    }

    private String whetherReplaced(ClusterSnapshot latest) {
        NodeView view = latest.nodes().get(node);
        if (view == null) {
            return "the cluster does not have this node";
        }
        if (!view.ready()) {
            return "the node is not ready, so it may be going down";
        }
        if (view.unschedulable()) {
            return "the node is cordoned, so it may be going down";
        }
        return replacement.apply(view.labels());
    }
}
