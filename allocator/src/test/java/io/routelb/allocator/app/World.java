package io.routelb.allocator.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.client.CollectorRegistry;
import io.routelb.allocator.apply.AllocatorMetrics;
import io.routelb.allocator.apply.ClusterWrites;
import io.routelb.allocator.apply.Workers;
import io.routelb.allocator.ipam.ExternalIpam;
import io.routelb.allocator.ipam.IpamCall;
import io.routelb.allocator.ipam.IpamMetrics;
import io.routelb.allocator.ipam.IpamOutcome;
import io.routelb.allocator.ipam.Sidecars;
import io.routelb.allocator.plan.Cluster;
import io.routelb.allocator.plan.ServiceChange;
import io.routelb.allocator.plan.TestService;
import io.routelb.allocator.plan.Verdict;
import io.routelb.kube.write.LeaderLease;
import io.routelb.kube.write.WriteResult;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

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

    /** In which the leader of the term has written already. */
    static World touchedIn(LeaderLease.Term term) {
        World world = new World();
        world.cluster.service(
                TestService.named("witness").type("ClusterIP").annotate(Annotations.ALLOCATOR_TERM, term.id()));
        return world;
    }

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

    /** External IPAMs that are never needed: no group here is external. */
    ExternalIpam ipam() {
        return ipam(new Sidecars() {
            @Override
            public void call(String socket, IpamCall call, Consumer<IpamOutcome> then) {
                throw new AssertionError("nobody asks an IPAM here: " + call);
            }

            @Override
            public void keep(Set<String> sockets) {
                assertTrue(sockets.isEmpty());
            }
        });
    }

    ExternalIpam ipam(Sidecars sidecars) {
        return new ExternalIpam(sidecars, new IpamMetrics(new CollectorRegistry()), () -> nanos);
    }

    /** A loop in this world; its clock of the day is that of {@link TestService#at}, and goes as {@link #nanos} does. */
    AllocatorLoop loop(BooleanSupplier synced, Supplier<Optional<LeaderLease.Term>> term) {
        return loop(synced, term, ipam(), new CollectorRegistry());
    }

    AllocatorLoop loop(
            BooleanSupplier synced,
            Supplier<Optional<LeaderLease.Term>> term,
            ExternalIpam ipam,
            CollectorRegistry metrics) {
        InstantSource source = () -> TestService.at(0).plusNanos(nanos);
        return new AllocatorLoop(
                new AllocatorLoop.Cluster(synced, term, this::seen),
                this,
                new Workers(this, () -> {}, () -> {}),
                ipam,
                new AllocatorMetrics(metrics),
                Cluster.SETTINGS,
                () -> nanos,
                source.withZone(ZoneOffset.UTC));
    }

    /** Until nothing is to be written; gives when the loop is due by itself. */
    Duration goRoundUntilQuiet(AllocatorLoop loop) {
        Duration due;
        do {
            runAll();
            deliverAll();
            due = loop.round();
        } while (!waiting.isEmpty());
        return due;
    }

    /** The writes that were about to be sent, of a process that is stopped just then. */
    List<Runnable> stopWrites() {
        List<Runnable> stopped = List.copyOf(waiting);
        waiting.clear();
        return stopped;
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

    /** As the API server deletes: what has a finalizer stays, marked, until it has none. */
    void delete(ObjectKey key) {
        ServiceView view = cluster.services.get(key);
        if (view != null && !view.finalizers().isEmpty()) {
            cluster.services.put(key, TestService.of(view).deleting().view());
        } else {
            cluster.services.remove(key);
        }
        changed(key);
    }

    private void put(ServiceView after) {
        ServiceView before = cluster.services.get(after.key());
        boolean adds = before != null && !before.finalizers().containsAll(after.finalizers());
        assertTrue(!(after.deleting() && adds), "a Service that is being deleted takes no finalizer");
        if (after.deleting() && after.finalizers().isEmpty()) {
            cluster.services.remove(after.key());
        } else {
            cluster.services.put(after.key(), after);
        }
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
        put(versioned(change.after()));
        onTheWay.add(cluster.snapshot());
        written.add(change.key());
        return now == Fate.SUCCEEDS ? new WriteResult.Written() : new WriteResult.Failed("no answer in time");
    }

    @Override
    public WriteResult report(ObjectKey group, ServiceGroupStatus status) {
        if (!status.equals(reported.put(group, status))) {
            version++;
            cluster.groups.computeIfPresent(group, (key, view) -> versioned(view, Integer.toString(version)));
            onTheWay.add(cluster.snapshot());
        }
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

    private static ServiceGroupView versioned(ServiceGroupView view, String version) {
        return new ServiceGroupView(
                view.key(),
                view.uid(),
                view.created(),
                view.generation(),
                version,
                view.kind(),
                view.pools(),
                view.namespaces(),
                view.policy(),
                view.external());
    }
}
