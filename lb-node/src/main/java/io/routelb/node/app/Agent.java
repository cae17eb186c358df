package io.routelb.node.app;

import io.kubernetes.client.openapi.ApiClient;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import io.routelb.kube.daemon.DaemonHttp;
import io.routelb.kube.daemon.HeapKeeper;
import io.routelb.kube.daemon.ProgramVersion;
import io.routelb.kube.daemon.Replacement;
import io.routelb.kube.daemon.StartupException;
import io.routelb.kube.daemon.StopSignal;
import io.routelb.kube.watch.ClusterWatch;
import io.routelb.kube.watch.LeaseWatch;
import io.routelb.kube.write.ElectionWriter;
import io.routelb.kube.write.EventWriter;
import io.routelb.kube.write.NodeAgentStatusWriter;
import io.routelb.kube.write.NodeStatusWriter;
import io.routelb.kube.write.ServiceWriter;
import io.routelb.kube.write.Workers;
import io.routelb.model.LBNodeAgentView;
import io.routelb.node.announce.Announcer;
import io.routelb.node.announce.LinkWire;
import io.routelb.node.apply.KernelException;
import io.routelb.node.apply.KernelSettings;
import io.routelb.node.apply.NodeLinks;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.node.apply.Sysctls;
import io.routelb.node.elect.Timing;
import io.routelb.node.neighbour.Neighbours;
import io.routelb.node.routes.kernel.RouteKeeper;
import io.routelb.redistribution.BackendSwitch;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs in one agent, put together and ended in order. */
final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long HEADROOM = 8 << 20;
    private static final int LOCK_WRITERS = 4;
    private static final int SERVICE_WRITERS = 2;

    /**
     * What the command line says.
     *
     * @param namespace of the installation
     * @param listen where metrics and health are served
     * @param stateDir see {@link StateMemory#in}
     * @param pod name of the Pod, in that namespace; empty = unknown
     * @param captures where BGP messages are written for debugging; empty = nowhere
     */
    record Settings(
            String node,
            String namespace,
            InetSocketAddress listen,
            Timing timing,
            boolean manageSysctls,
            String stateDir,
            OnStop onStop,
            String pod,
            Optional<String> captures) {}

    private final Settings settings;
    private final ApiClient client;
    private final ClusterWatch watch;
    private final NodeLinks links;
    private final PassSignal signal;
    private final Sysctls sysctls = new Sysctls();
    private final CollectorRegistry registry = new CollectorRegistry();
    private final AgentMetrics metrics = new AgentMetrics(registry);
    private final RouteKeeper routes;
    private final BackendSwitch backend;
    private final Neighbours neighbours;
    private final NodeReconciler reconciler;
    private final LocalStatus localStatus;
    private boolean left;

    Agent(
            Settings settings,
            ApiClient client,
            ClusterWatch watch,
            NodeLinks links,
            RouteKeeper routes,
            PassSignal signal) {
        this.settings = settings;
        this.client = client;
        this.watch = watch;
        this.links = links;
        this.signal = signal;
        this.routes = routes;
        Backends backends = new Backends(routes, signal::pass);
        this.backend = new BackendSwitch(backends, signal::pass, metrics::applied);
        routes.start(backends::reachabilityChanged, signal::pass);
        this.localStatus = new LocalStatus(settings.node(), Clock.systemUTC());
        this.neighbours = new Neighbours(signal::pass);
        this.reconciler =
                new NodeReconciler(settings.node(), links, backend, neighbours, settings.captures(), since -> {
                    metrics.converged(Duration.ofNanos(System.nanoTime() - since));
                    signal.pass();
                });
    }

    /** Runs until a signal ends it. */
    void run() throws StartupException, InterruptedException {
        DefaultExports.register(registry);
        HeapKeeper.start(HEADROOM, backend::standStillAhead);
        try {
            links.prepare(LBNodeAgentView.DUMMY_INTERFACE);
        } catch (KernelException e) {
            left = true; // what an earlier process learned stays
            end();
            throw new StartupException(e.sentence(), e);
        }
        String node = settings.node();
        try (LeaseWatch leases = LeaseWatch.start(client, settings.namespace(), System::nanoTime, signal::look);
                ExecutorService renewer = threads("lease", 1);
                ExecutorService lockWriters = threads("locks", LOCK_WRITERS);
                ExecutorService serviceWriters = threads("services", SERVICE_WRITERS);
                EventWriter events = new EventWriter(client, "routelb.io/lb-node", node, Clock.systemUTC());
                LinkWire wire = new LinkWire(this::forwardsIpv6);
                StatusPublisher status = new StatusPublisher(new NodeStatusWriter(client, node, Clock.systemUTC()))) {
            StateMemory memory = StateMemory.in(settings.stateDir(), node, metrics);
            memory.recall()
                    .flatMap(kept ->
                            kept.snapshot().routingConfigFor(kept.snapshot().labelsOf(node)))
                    .ifPresent(config -> backend.leftBefore(config.choice()));
            LocalElection election = election(leases, renewer, lockWriters);
            NodeRound round =
                    new NodeRound(node, reconciler, election, new Announcer(wire), routes::follow, System::nanoTime);
            Reporter reporter = reporter(leases, election, status, events, serviceWriters);
            ViewSource source = ViewSource.of(watch, memory::recall);
            serve(
                    new AgentLoop(source, round, election, reconciler, signal, memory::keep, reporter, succession()),
                    memory);
        }
    }

    /** Peers first: they are to hear why, not to find out. */
    private void end() {
        backend.close();
        routes.close(left);
        neighbours.close();
    }

    private Succession succession() {
        Replacement replacement = new Replacement(client, settings.namespace(), settings.pod());
        return new Succession(settings.onStop(), settings.node(), replacement::refusal);
    }

    private Reporter reporter(
            LeaseWatch leases,
            LocalElection election,
            StatusPublisher status,
            EventWriter events,
            ExecutorService threads) {
        Workers workers = new Workers(threads, signal::pass);
        ServiceWriter services = new ServiceWriter(client, watch::service, Clock.systemUTC());
        NodeAgentStatusWriter agents = new NodeAgentStatusWriter(client, Clock.systemUTC());
        return new Reporter(
                metrics,
                election,
                new KernelSettings(sysctls, settings.manageSysctls()),
                status,
                localStatus,
                new AnnouncementWrites(settings.node(), services::write, workers),
                new NodeAgentReports(settings.node(), leases::board, agents::write, workers),
                new NodeEvents(settings.node(), events::record),
                routes::report,
                workers,
                System::nanoTime);
    }

    private LocalElection election(LeaseWatch leases, ExecutorService renewer, ExecutorService lockWriters) {
        Timing timing = settings.timing();
        ElectionWriter writer = new ElectionWriter(
                client,
                settings.namespace(),
                settings.node(),
                timing.leaseDuration(),
                timing.renewInterval(),
                Clock.systemUTC());
        return new LocalElection(
                settings.node(),
                timing,
                leases::board,
                new LeaseRequests(writer),
                new Workers(renewer, signal::look),
                new Workers(lockWriters, signal::look),
                System::nanoTime);
    }

    private void serve(AgentLoop loop, StateMemory memory) throws StartupException, InterruptedException {
        Optional<StatusSocket> socket = StatusSocket.in(settings.stateDir(), () -> localStatus.json() + "\n");
        StopSignal stop = StopSignal.install(AgentLoop.STOP_LIMIT, loop::stop);
        try (DaemonHttp http = DaemonHttp.start(settings.listen(), registry, loop::notReady)) {
            LOG.atInfo()
                    .setMessage("started")
                    .addKeyValue("node", settings.node())
                    .addKeyValue("version", ProgramVersion.current())
                    .addKeyValue("metricsPort", http.port())
                    .log();
            loop.run();
            left = loop.isLeft();
        } finally {
            memory.close();
            end();
            socket.ifPresent(StatusSocket::close);
            stop.finished();
        }
    }

    private boolean forwardsIpv6(String link) {
        try {
            return sysctls.forwardsIpv6(link);
        } catch (KernelException e) {
            LOG.atDebug()
                    .addKeyValue("link", link)
                    .addKeyValue("reason", e.sentence())
                    .log("taken for a host");
            return false;
        }
    }

    private static ExecutorService threads(String name, int count) {
        return Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }
}
