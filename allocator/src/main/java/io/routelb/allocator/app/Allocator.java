package io.routelb.allocator.app;

import io.kubernetes.client.openapi.ApiClient;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import io.routelb.allocator.apply.AllocatorMetrics;
import io.routelb.allocator.apply.KubeWrites;
import io.routelb.allocator.ipam.ExternalIpam;
import io.routelb.allocator.ipam.IpamMetrics;
import io.routelb.allocator.ipam.UnixSidecars;
import io.routelb.allocator.plan.PlanSettings;
import io.routelb.kube.daemon.DaemonHttp;
import io.routelb.kube.daemon.KubeClients;
import io.routelb.kube.daemon.ProgramVersion;
import io.routelb.kube.daemon.StartupException;
import io.routelb.kube.daemon.StopSignal;
import io.routelb.kube.daemon.WakeSignal;
import io.routelb.kube.daemon.WebhookServer;
import io.routelb.kube.watch.ClusterWatch;
import io.routelb.kube.watch.WatchedKind;
import io.routelb.kube.write.EventWriter;
import io.routelb.kube.write.GroupStatusWriter;
import io.routelb.kube.write.LeaderLease;
import io.routelb.kube.write.ServiceWriter;
import io.routelb.kube.write.Workers;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program wired together: starts everything, runs the loop in the calling thread, and puts everything away in order. */
final class Allocator {
    private static final Logger LOG = LoggerFactory.getLogger(Allocator.class);
    private static final int WRITERS = 8;
    /** What addresses are given by. */
    private static final Set<WatchedKind> NEEDED =
            Set.of(WatchedKind.SERVICES, WatchedKind.SERVICE_GROUPS, WatchedKind.NODES);
    /** The rest is for what is said on objects of routing: where a CRD of theirs is missing addresses are given all the same. */
    private static final Set<WatchedKind> WATCHED = Set.of(
            WatchedKind.SERVICES,
            WatchedKind.SERVICE_GROUPS,
            WatchedKind.NODES,
            WatchedKind.ROUTING_CONFIGS,
            WatchedKind.BGP_PEERS,
            WatchedKind.BGP_ADVERTISEMENTS,
            WatchedKind.NAMESPACES);
    /** ServiceGroups elsewhere than in the install namespace are told that nobody reads them. */
    private static final String EVERY_NAMESPACE = "";

    private static final Duration STOP_GRACE = Duration.ofSeconds(20);
    private static final Duration WRITES_GRACE = Duration.ofSeconds(5);

    /** What the command line says. */
    record Options(
            String kubeconfig,
            Map<String, String> environment,
            InetSocketAddress listen,
            boolean defaultClass,
            Duration moveOverlap,
            Optional<WebhookServer.Settings> webhook,
            LeaderLease.Settings lease) {}

    private Allocator() {}

    /** Runs until the process is asked to stop. */
    static void run(Options options) throws StartupException {
        ApiClient client = KubeClients.connect(options.kubeconfig(), options.environment());
        CollectorRegistry registry = new CollectorRegistry();
        DefaultExports.register(registry);
        PlanSettings settings = settings(options);
        WakeSignal wake = new WakeSignal();
        WakeSignal endOfRest = new WakeSignal();
        ThreadPoolExecutor threads = writers();
        StopSignal stop = StopSignal.install(STOP_GRACE, both(wake, endOfRest));
        ClusterWatch watch = ClusterWatch.start(client, WATCHED, EVERY_NAMESPACE, wake);
        Workers workers = new Workers(threads, wake, endOfRest);
        try (UnixSidecars sidecars = new UnixSidecars(workers::toOwner);
                DaemonHttp http = DaemonHttp.start(options.listen(), registry, () -> notReady(watch));
                Webhook webhook = new Webhook(
                        options.webhook(),
                        new Admission(() -> isSynced(watch), watch::snapshot, settings, Clock.systemUTC(), registry));
                EventWriter events = new EventWriter(
                        client, "routelb.io/allocator", options.lease().identity(), Clock.systemUTC());
                LeaderLease lease = LeaderLease.start(client, options.lease(), Clock.systemUTC(), wake)) {
            started(options, client, http);
            webhook.start(client);
            OldGroups.lookFor(client);
            AllocatorLoop loop = new AllocatorLoop(
                    new AllocatorLoop.Cluster(() -> isSynced(watch), lease::term, watch::snapshot),
                    writes(client, watch, events, lease),
                    workers,
                    new ExternalIpam(sidecars, new IpamMetrics(registry), System::nanoTime),
                    new AllocatorMetrics(registry),
                    settings,
                    System::nanoTime,
                    Clock.systemUTC());
            goRound(loop, new PolicyRound(client, watch, lease, workers), wake, endOfRest, stop);
            finishWrites(threads, loop, lease);
        } finally {
            threads.shutdownNow();
            watch.stop();
            LOG.atInfo().log("stopped");
            stop.finished();
        }
    }

    private static PlanSettings settings(Options options) {
        return new PlanSettings(options.lease().namespace(), options.defaultClass(), options.moveOverlap());
    }

    private static Runnable both(WakeSignal first, WakeSignal second) {
        return () -> {
            first.wake();
            second.wake();
        };
    }

    private static KubeWrites writes(ApiClient client, ClusterWatch watch, EventWriter events, LeaderLease lease) {
        return new KubeWrites(
                new ServiceWriter(client, watch::service, Clock.systemUTC()),
                new GroupStatusWriter(client, watch::serviceGroup, Clock.systemUTC()),
                events,
                lease::isLeader);
    }

    private static void started(Options options, ApiClient client, DaemonHttp http) {
        LOG.atInfo()
                .addKeyValue("version", ProgramVersion.current())
                .addKeyValue("server", client.getBasePath())
                .addKeyValue("namespace", options.lease().namespace())
                .addKeyValue("port", http.port())
                .log("started");
    }

    /** What waits in the queue is bounded by {@code ServiceWrites} and the number of groups. */
    private static ThreadPoolExecutor writers() {
        ThreadFactory factory = Thread.ofPlatform().daemon().name("write-", 0).factory();
        return new ThreadPoolExecutor(WRITERS, WRITERS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    }

    private static void goRound(
            AllocatorLoop loop, PolicyRound policies, WakeSignal wake, WakeSignal endOfRest, StopSignal stop) {
        try {
            while (!stop.requested()) {
                Duration next = policies.round(loop.round());
                endOfRest.await(loop.rest());
                wake.await(next);
            }
        } catch (InterruptedException e) {
            LOG.atWarn().log("interrupted, stopping");
        }
    }

    /** Lets what is on its way arrive, and tells of it, before the Lease goes to another. */
    private static void finishWrites(ThreadPoolExecutor threads, AllocatorLoop loop, LeaderLease lease) {
        threads.getQueue().clear();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(WRITES_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().log("some writes did not finish in time; the Lease is left to run out");
                lease.keepUntilItRunsOut();
            }
        } catch (InterruptedException e) {
            LOG.atWarn().log("interrupted while writes finish; the Lease is left to run out");
            lease.keepUntilItRunsOut();
        }
        loop.stop();
    }

    private static boolean isSynced(ClusterWatch watch) {
        return watch.synced(NEEDED);
    }

    private static String notReady(ClusterWatch watch) {
        if (isSynced(watch)) {
            return "";
        }
        String outage = watch.outage();
        return outage.isEmpty() ? "Services, ServiceGroups and Nodes are being listed" : outage;
    }
}
