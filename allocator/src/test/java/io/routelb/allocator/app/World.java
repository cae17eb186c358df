package io.routelb.allocator.app;

import io.routelb.allocator.apply.ClusterWrites;
import io.routelb.allocator.plan.Cluster;
import io.routelb.allocator.plan.ServiceChange;
import io.routelb.allocator.plan.Verdict;
import io.routelb.kube.write.WriteResult;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * An API server in memory with its faults: versions, informers that lag behind, writes that wait for a worker, fail, or fail after they
 * took effect. Nothing happens by itself; the test says when.
 */
final class World implements ClusterWrites, Executor {
    /** What becomes of the next write. */
    enum Fate {
        SUCCEEDS,
        FAILS,
        FAILS_AFTER_TAKING_EFFECT
    }

    final Cluster cluster = new Cluster();
    final List<Runnable> waiting = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final Map<ObjectKey, ServiceGroupStatus> reported = new HashMap<>();
    final List<ObjectKey> written = new ArrayList<>();
    Function<ObjectKey, Fate> fate = key -> Fate.SUCCEEDS;
    long nanos;
    private final Deque<ClusterSnapshot> onTheWay = new ArrayDeque<>();
    private ClusterSnapshot seen = ClusterSnapshot.EMPTY;
    private int version = 1;

    /** To be called after the test changed {@link #cluster}: new versions, and an event on its way. */
    void changed(ObjectKey... services) {
        for (ObjectKey key : services) {
            cluster.services.computeIfPresent(key, (same, view) -> versioned(view));
        }
        onTheWay.add(cluster.snapshot());
    }

    /** Informers see the next event. */
    void deliverOne() {
        if (!onTheWay.isEmpty()) {
            seen = onTheWay.remove();
        }
    }

    void deliverAll() {
        while (!onTheWay.isEmpty()) {
            deliverOne();
        }
    }

    ClusterSnapshot seen() {
        return seen;
    }

    void runAll() {
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
    }

    @Override
    public WriteResult write(ServiceChange change) {
        Fate now = fate.apply(change.key());
        if (now == Fate.FAILS) {
            return new WriteResult.Failed("the API server is having a bad day");
        }
        ServiceView current = cluster.services.get(change.key());
        if (current == null || !current.uid().equals(change.before().uid())) {
            return new WriteResult.Gone();
        }
        if (!current.resourceVersion().equals(change.before().resourceVersion())) {
            return new WriteResult.Conflict();
        }
        cluster.services.put(change.key(), versioned(change.after()));
        onTheWay.add(cluster.snapshot());
        written.add(change.key());
        return now == Fate.SUCCEEDS ? new WriteResult.Written() : new WriteResult.Failed("no answer in time");
    }

    @Override
    public WriteResult report(ObjectKey group, ServiceGroupStatus status) {
        reported.put(group, status);
        return new WriteResult.Written();
    }

    @Override
    public void tell(ServiceView service, Verdict verdict) {
        events.add(service.key().name() + " " + verdict.reason().code());
    }

    private ServiceView versioned(ServiceView view) {
        version++;
        return view.with(
                Integer.toString(version), view.annotations(), view.finalizers(), view.ingress(), view.conditions());
    }
}
