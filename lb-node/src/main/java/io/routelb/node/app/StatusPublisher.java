package io.routelb.node.app;

import io.routelb.kube.write.NodeStatus;
import io.routelb.kube.write.NodeStatusWriter;
import io.routelb.kube.write.WriteResult;
import java.time.Duration;

/**
 * Writes the node's RoutingNodeStatus from a thread of its own, so that a slow API server never delays a route. Once a second at most: the
 * object grows with the addresses and there is one for each node, so in a burst the API server would do little else.
 */
final class StatusPublisher implements AutoCloseable {
    private static final LatestOnly.Terms TERMS = new LatestOnly.Terms(
            "status",
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            false,
            "the node's status cannot be written; routing is not affected",
            "status is written again");

    private final NodeStatusWriter writer;
    private final LatestOnly<NodeStatus> latest;

    StatusPublisher(NodeStatusWriter writer) {
        this.writer = writer;
        this.latest = new LatestOnly<>(TERMS, this::publish);
    }

    /** Any thread; never blocks. */
    void offer(NodeStatus report) {
        latest.offer(report);
    }

    private String publish(NodeStatus report) {
        WriteResult result = writer.write(report);
        return switch (result) {
            case WriteResult.Written written -> "";
            case WriteResult.Conflict conflict -> "somebody else wrote it at the same time";
            case WriteResult.Gone gone -> "there is no Node of this name";
            case WriteResult.Failed failure -> failure.reason();
        };
    }

    /** Stops; a report that waits is not written any more. */
    @Override
    public void close() {
        latest.close();
    }
}
