package io.routelb.node.app;

import io.routelb.model.ClusterSnapshot;
import io.routelb.node.resume.KeptState;
import io.routelb.node.resume.StateException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's memory over restarts: a file and its keeper, or none. */
final class StateMemory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateMemory.class);

    private final String node;
    private final Optional<StateFile> file;
    private final Optional<StateKeeper> keeper;

    private StateMemory(String node, Optional<StateFile> file, Optional<StateKeeper> keeper) {
        this.node = node;
        this.file = file;
        this.keeper = keeper;
    }

    /** In that folder; with an empty name nothing is kept and nothing recalled. */
    static StateMemory in(String folder, String node, AgentMetrics metrics) {
        if (folder.isBlank()) {
            return new StateMemory(node, Optional.empty(), Optional.empty());
        }
        StateFile file = new StateFile(Path.of(folder));
        return new StateMemory(
                node, Optional.of(file), Optional.of(new StateKeeper(file, node, Clock.systemUTC(), metrics)));
    }

    /** What an earlier process kept, if it can be used; a line of log if it cannot. */
    Optional<KeptState> recall() {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return file.get().read(node);
        } catch (StateException e) {
            LOG.atWarn()
                    .setMessage("the kept state is not used; nothing is touched until the cluster has been read")
                    .addKeyValue("reason", file.get().path() + " " + e.sentence())
                    .log();
            return Optional.empty();
        }
    }

    /** To be recalled by the next process. Never blocks. */
    void keep(ClusterSnapshot snapshot) {
        keeper.ifPresent(one -> one.offer(snapshot));
    }

    /** Writes what waits. */
    @Override
    public void close() {
        keeper.ifPresent(StateKeeper::close);
    }
}
