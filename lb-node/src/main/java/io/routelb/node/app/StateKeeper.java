package io.routelb.node.app;

import io.routelb.model.ClusterSnapshot;
import io.routelb.node.desired.NodeShare;
import io.routelb.node.resume.KeptState;
import io.routelb.node.resume.StateException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/**
 * Keeps the node's share of the latest snapshot on the disk, from a thread of its own. Looks at most once a second, and writes only when
 * the share is another; what waits at the end is written. A disk that refuses costs a line of log and nothing else.
 */
final class StateKeeper implements AutoCloseable {
    private static final LatestOnly.Terms TERMS = new LatestOnly.Terms(
            "state",
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            true,
            "the state is not kept; a restart while the API server is away would find an older one or none",
            "the state is kept again");

    private final StateFile file;
    private final String node;
    private final Clock clock;
    private final AgentMetrics metrics;
    private final LatestOnly<ClusterSnapshot> latest;
    private ClusterSnapshot seen = ClusterSnapshot.EMPTY;
    private ClusterSnapshot kept = ClusterSnapshot.EMPTY;

    StateKeeper(StateFile file, String node, Clock clock, AgentMetrics metrics) {
        this.file = file;
        this.node = node;
        this.clock = clock;
        this.metrics = metrics;
        this.latest = new LatestOnly<>(TERMS, this::keep);
    }

    /** What the API server says now. Any thread; never blocks. */
    void offer(ClusterSnapshot snapshot) {
        latest.offer(snapshot);
    }

    private String keep(ClusterSnapshot snapshot) {
        if (snapshot.equals(seen)) {
            return "";
        }
        ClusterSnapshot share = NodeShare.of(snapshot, node);
        try {
            if (!share.equals(kept)) {
                metrics.stateKept(file.write(new KeptState(node, clock.instant(), share)));
                kept = share;
            }
            seen = snapshot;
            return "";
        } catch (IOException e) {
            return failed("cannot be written: " + e);
        } catch (StateException e) {
            return failed(e.sentence());
        }
    }

    private String failed(String reason) {
        metrics.stateNotKept();
        return file.path() + " " + reason;
    }

    /** Writes what waits, and stops. */
    @Override
    public void close() {
        latest.close();
    }
}
