package io.routelb.node.app;

import io.kubernetes.client.openapi.ApiClient;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import io.routelb.kube.daemon.DaemonHttp;
import io.routelb.kube.daemon.DaemonLogging;
import io.routelb.kube.daemon.DaemonOptions;
import io.routelb.kube.daemon.KubeClients;
import io.routelb.kube.daemon.ProgramVersion;
import io.routelb.kube.daemon.Programs;
import io.routelb.kube.daemon.StartupException;
import io.routelb.kube.daemon.StopSignal;
import io.routelb.kube.daemon.WakeSignal;
import io.routelb.kube.watch.ClusterWatch;
import io.routelb.kube.watch.WatchedKind;
import io.routelb.kube.write.NodeStatusWriter;
import io.routelb.netlink.EventGroup;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.RtnetlinkMonitor;
import io.routelb.node.apply.KernelException;
import io.routelb.node.apply.KubeLb0;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.redistribution.RoutingBackend;
import io.routelb.redistribution.bgp.speaker.NativeBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The agent of one node. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        description = "Puts the addresses of LoadBalancer Services on this node and tells its BGP peers.",
        footer = {
            "",
            "Needs the capability CAP_NET_ADMIN, and CAP_NET_BIND_SERVICE to listen on port 179.",
            "Exit status: 0 stopped by a signal, 1 cannot start, 2 wrong command line."
        })
public final class Main implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

    @Mixin
    private final DaemonOptions options = new DaemonOptions();

    @Option(
            names = "--node-name",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Name of this node in the cluster; default: $$NODE_NAME, else the host's name.")
    private String nodeName = "";

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            defaultValue = "/var/lib/routelb",
            description = {
                "Where the agent keeps what it knows of the cluster, to start from while the API server is away; made with mode 0700.",
                "Default: ${DEFAULT-VALUE}. Empty: nothing is kept."
            })
    private String stateDir = "";

    private Main() {}

    public static void main(String[] args) {
        System.exit(Programs.run("lb-node", new Main(), args));
    }

    @Override
    public Integer call() throws Exception {
        DaemonLogging.configure(options.logFormat, options.logLevel);
        Map<String, String> environment = System.getenv();
        String node = node(environment);
        ApiClient client = KubeClients.connect(options.kubeconfig, environment);
        WakeSignal wake = new WakeSignal();
        try (Rtnetlink netlink = Rtnetlink.open();
                RtnetlinkMonitor monitor = RtnetlinkMonitor.open(
                        EnumSet.of(EventGroup.LINKS, EventGroup.IPV4_ADDRESSES, EventGroup.IPV6_ADDRESSES))) {
            KubeLb0 link = new KubeLb0(netlink, KubeLb0.NAME);
            link.prepare();
            KernelEvents events = new KernelEvents(monitor, wake);
            run(client, node, link, wake, environment);
            events.stop();
            return 0;
        } catch (NetlinkException | KernelException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
    }

    private void run(ApiClient client, String node, KubeLb0 link, WakeSignal wake, Map<String, String> environment)
            throws StartupException, InterruptedException {
        CollectorRegistry registry = new CollectorRegistry();
        DefaultExports.register(registry);
        AgentMetrics metrics = new AgentMetrics(registry);
        RoutingBackend backend = new NativeBackend(wake);
        NodeReconciler reconciler = new NodeReconciler(node, link, backend, since -> {
            metrics.converged(Duration.ofNanos(System.nanoTime() - since));
            wake.wake();
        });
        ClusterWatch watch = ClusterWatch.start(
                client, EnumSet.allOf(WatchedKind.class), options.installNamespace(environment), wake);
        StateMemory memory = StateMemory.in(stateDir, node, metrics);
        try (StatusPublisher status = new StatusPublisher(new NodeStatusWriter(client, node, Clock.systemUTC()))) {
            AgentLoop loop = new AgentLoop(
                    ViewSource.of(watch, memory::recall), reconciler, wake, metrics, memory::keep, status::offer);
            try (DaemonHttp http = DaemonHttp.start(options.listen, registry, loop::notReady)) {
                LOG.atInfo()
                        .setMessage("started")
                        .addKeyValue("node", node)
                        .addKeyValue("version", ProgramVersion.current())
                        .addKeyValue("metricsPort", http.port())
                        .log();
                StopSignal stop = StopSignal.install(STOP_LIMIT, loop::stop);
                try {
                    loop.run();
                } finally {
                    memory.close();
                    backend.close();
                    stop.finished();
                }
            }
        } finally {
            watch.stop();
            backend.close();
        }
    }

    private String node(Map<String, String> environment) throws StartupException {
        if (!nodeName.isBlank()) {
            return nodeName;
        }
        String fromPod = environment.getOrDefault("NODE_NAME", "");
        if (!fromPod.isBlank()) {
            return fromPod;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            throw new StartupException("the host has no name; give --node-name", e);
        }
    }
}
