package io.routelb.node.app;

import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.daemon.DaemonLogging;
import io.routelb.kube.daemon.DaemonOptions;
import io.routelb.kube.daemon.DurationOption;
import io.routelb.kube.daemon.KubeClients;
import io.routelb.kube.daemon.Programs;
import io.routelb.kube.daemon.StartupException;
import io.routelb.kube.watch.ClusterWatch;
import io.routelb.kube.watch.WatchedKind;
import io.routelb.netlink.EventGroup;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.RtnetlinkMonitor;
import io.routelb.node.apply.NodeLinks;
import io.routelb.node.apply.Sysctls;
import io.routelb.node.elect.Timing;
import io.routelb.node.routes.kernel.NetlinkRoutes;
import io.routelb.node.routes.kernel.RouteKeeper;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The agent of one node. */
@Command(
        mixinStandardHelpOptions = true,
        subcommands = StatusCommand.class,
        versionProvider = Programs.Version.class,
        description = "Puts the addresses of LoadBalancer Services on this node and tells its BGP peers.",
        footer = {
            "",
            "Needs the capabilities CAP_NET_ADMIN, CAP_NET_RAW to announce addresses of local pools, and",
            "CAP_NET_BIND_SERVICE to listen on port 179.",
            "Exit status: 0 stopped by a signal, 1 cannot start, 2 wrong command line."
        })
public final class Main implements Callable<Integer> {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(4);
    private static final Duration LONGEST_LEASE = Duration.ofSeconds(60);

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

    @Option(
            names = "--capture-dir",
            paramLabel = "DIR",
            defaultValue = "",
            description = {
                "For debugging: each BGP peer's messages are written to bgp-ADDRESS.pcap in this folder, which has to be there.",
                "At most 256 peers, 16 MiB each. Default: nothing is written."
            })
    private String captureDir = "";

    @Option(
            names = "--local-lease-duration",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationOption.class,
            description =
                    "Addresses of local pools: a node that was not heard of for so long counts as dead, 4s to 60s; the same "
                            + "on every node; default: ${DEFAULT-VALUE}.")
    private Duration localLease = Duration.ZERO;

    @Option(
            names = "--manage-sysctls",
            description =
                    "Set the kernel settings that local addresses need, where that concerns one link only; without, what is "
                            + "wrong is only reported.")
    private boolean manageSysctls;

    @Option(
            names = "--on-stop",
            paramLabel = "auto|restart|withdraw",
            defaultValue = "AUTO",
            description = {
                "What SIGTERM leaves: withdraw = nothing, routes are withdrawn and addresses removed; restart = addresses and routes stay "
                        + "as far as BGP peers keep them (graceful restart), for a successor within restartTime;",
                "auto = restart if this Pod ($$POD_NAME) is being replaced by its DaemonSet on a Node that is ready and not cordoned, else "
                        + "withdraw. Default: auto."
            })
    private OnStop onStop = OnStop.AUTO;

    private Main() {}

    public static void main(String[] args) {
        System.exit(Programs.run("lb-node", new Main(), args));
    }

    @Override
    public Integer call() throws Exception {
        DaemonLogging.configure(options.logFormat, options.logLevel);
        Timing timing = timing();
        Map<String, String> environment = System.getenv();
        String node = node(environment);
        Optional<String> captures = captureDir();
        ApiClient client = KubeClients.connect(options.kubeconfig, environment);
        String namespace = options.installNamespace(environment);
        PassSignal signal = new PassSignal();
        // First of all: what the API server has to say takes longest.
        ClusterWatch watch = ClusterWatch.start(client, EnumSet.allOf(WatchedKind.class), namespace, signal::pass);
        try (Rtnetlink netlink = Rtnetlink.open();
                RtnetlinkMonitor monitor = RtnetlinkMonitor.open(EnumSet.allOf(EventGroup.class));
                NetlinkRoutes kernelRoutes = NetlinkRoutes.open()) {
            NodeLinks links = new NodeLinks(netlink, new Sysctls());
            KernelEvents events = new KernelEvents(monitor, links, signal::pass);
            Agent.Settings settings = new Agent.Settings(
                    node,
                    namespace,
                    options.listen,
                    timing,
                    manageSysctls,
                    stateDir,
                    onStop,
                    environment.getOrDefault("POD_NAME", ""),
                    captures);
            new Agent(settings, client, watch, links, new RouteKeeper(kernelRoutes), signal).run();
            events.stop();
            return 0;
        } catch (NetlinkException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        } finally {
            watch.stop();
        }
    }

    private Timing timing() throws StartupException {
        if (localLease.compareTo(SHORTEST_LEASE) < 0
                || localLease.compareTo(LONGEST_LEASE) > 0
                || localLease.toNanosPart() != 0) {
            throw new StartupException("--local-lease-duration " + localLease.toMillis()
                    + " ms is not a whole number of seconds from " + SHORTEST_LEASE.toSeconds() + " to "
                    + LONGEST_LEASE.toSeconds());
        }
        return Timing.of(localLease);
    }

    private Optional<String> captureDir() throws StartupException {
        if (captureDir.isBlank()) {
            return Optional.empty();
        }
        Path folder = Path.of(captureDir).toAbsolutePath();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new StartupException("--capture-dir " + folder + " is no folder that can be written to");
        }
        return Optional.of(folder.toString());
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
