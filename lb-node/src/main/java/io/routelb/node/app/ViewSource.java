package io.routelb.node.app;

import io.routelb.kube.watch.ClusterWatch;
import io.routelb.model.ClusterSnapshot;
import io.routelb.node.resume.KeptState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the agent's view comes from: the API server once it has been read, and until then, if it evidently cannot be read, the state an
 * earlier process kept. Owned by the loop.
 */
final class ViewSource {
    /** An API server that fails for less than this is not away, and what it will say is better than what is remembered. */
    static final Duration PATIENCE = Duration.ofSeconds(1);
    /** An outage wakes nobody, so it is looked for. */
    static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Cluster cluster;
    private final Supplier<Optional<KeptState>> disk;
    private Optional<KeptState> resumed = Optional.empty();
    private boolean asked;
    private long began;
    private boolean begun;

    /** The API server as far as it can be read; {@link ClusterWatch} says what each means. */
    interface Cluster {
        boolean synced();

        String outage();

        ClusterSnapshot snapshot();
    }

    /** {@code disk} is asked at most once, and not at all when the API server can be read. */
    ViewSource(Cluster cluster, Supplier<Optional<KeptState>> disk) {
        this.cluster = cluster;
        this.disk = disk;
    }

    static ViewSource of(ClusterWatch watch, Supplier<Optional<KeptState>> disk) {
        return new ViewSource(
                new Cluster() {
                    @Override
                    public boolean synced() {
                        return watch.synced();
                    }

                    @Override
                    public String outage() {
                        return watch.outage();
                    }

                    @Override
                    public ClusterSnapshot snapshot() {
                        return watch.snapshot();
                    }
                },
                disk);
    }

    /**
     * What to act on now; empty when nothing is known.
     *
     * @param now monotonic, nanoseconds
     */
    Optional<View> view(long now) {
        boolean complete = cluster.synced();
        // Also of a part: what has come is converted, and Secrets that peers name are fetched, while the rest is still
        // being read.
        ClusterSnapshot snapshot = cluster.snapshot();
        if (complete) {
            return Optional.of(new View.Live(snapshot));
        }
        if (!begun) {
            begun = true;
            began = now;
        }
        String outage = cluster.outage();
        if (!asked && !outage.isEmpty() && now - began >= PATIENCE.toNanos()) {
            asked = true;
            resumed = disk.get();
        }
        return resumed.map(state -> new View.Resumed(state, outage.isEmpty() ? "it is being read just now" : outage));
    }

    /** Whether an outage could still change what {@link #view} gives. */
    boolean looking() {
        return !asked;
    }

    /** Why the cluster has not been read; empty when it has, or nothing is wrong. Any thread. */
    String outage() {
        return cluster.synced() ? "" : cluster.outage();
    }
}
