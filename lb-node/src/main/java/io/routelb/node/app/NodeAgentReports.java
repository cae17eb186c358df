package io.routelb.node.app;

import io.routelb.kube.write.Workers;
import io.routelb.kube.write.WriteResult;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.LeaseBoard;
import io.routelb.model.ObjectKey;
import io.routelb.node.desired.LocalInterfaces;
import io.routelb.node.elect.Membership;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The status of the LBNodeAgent this node goes by, if this node is the first of those that do. One request at a time, made from what holds
 * when it starts. Owned by the loop.
 */
final class NodeAgentReports {
    private static final Logger LOG = LoggerFactory.getLogger(NodeAgentReports.class);

    /** The effect port; blocks for the answer. One thread at a time. */
    @FunctionalInterface
    interface Writer {
        WriteResult write(ObjectKey agent, long generation, Condition accepted, int activeLeases);
    }

    private record Report(ObjectKey agent, long generation, Condition accepted, int activeLeases) {}

    private final String node;
    private final Supplier<LeaseBoard> board;
    private final Writer writer;
    private final Workers workers;
    private Optional<Report> inForce = Optional.empty();
    private boolean writing;

    NodeAgentReports(String node, Supplier<LeaseBoard> board, Writer writer, Workers workers) {
        this.node = node;
        this.board = board;
        this.writer = writer;
        this.workers = workers;
    }

    /** Reports what has changed; {@code problems} are those of the interfaces it names. */
    void update(ClusterSnapshot snapshot, List<Condition> problems, long now) {
        Optional<LBNodeAgentView> agent = LocalInterfaces.agentFor(snapshot, node)
                .filter(one -> snapshot.nodeAgents().containsKey(one.key()));
        if (agent.isEmpty() || writing) {
            return;
        }
        NavigableSet<String> members = Membership.of(agent.get(), snapshot, board.get(), now);
        if (members.isEmpty() || !members.first().equals(node)) {
            inForce = Optional.empty();
            return;
        }
        Condition accepted = problems.isEmpty()
                ? new Condition("Accepted", true, "Accepted", "the agents of the selected nodes use it")
                : problems.getFirst();
        Report report = new Report(agent.get().key(), agent.get().generation(), accepted, members.size());
        if (!inForce.equals(Optional.of(report))) {
            write(report);
        }
    }

    private void write(Report report) {
        writing = true;
        workers.start(
                () -> writer.write(report.agent(), report.generation(), report.accepted(), report.activeLeases()),
                result -> {
                    writing = false;
                    switch (result) {
                        case WriteResult.Written written -> inForce = Optional.of(report);
                        case WriteResult.Conflict conflict -> inForce = Optional.empty();
                        case WriteResult.Gone gone -> inForce = Optional.of(report);
                        case WriteResult.Failed failure -> {
                            inForce = Optional.of(report);
                            LOG.atWarn()
                                    .addKeyValue("agent", report.agent())
                                    .addKeyValue("reason", failure.reason())
                                    .log("the status of the LBNodeAgent cannot be written");
                        }
                    }
                });
    }
}
