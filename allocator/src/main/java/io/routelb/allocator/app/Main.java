package io.routelb.allocator.app;

import io.routelb.kube.daemon.DaemonLogging;
import io.routelb.kube.daemon.ProgramVersion;
import io.routelb.kube.daemon.StartupException;
import io.routelb.kube.write.LeaderLease;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** {@code routelb-allocator}: the command line. Exit status 1 when it cannot run, 2 for bad arguments; after a
 * signal and an orderly stop, the JVM's 128 + signal. */
@Command(
        name = "routelb-allocator",
        description = "Gives LoadBalancer Services addresses from ServiceGroup pools.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false)
public final class Main implements Callable<Integer> {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Default: $KUBECONFIG, else the Pod's service account.")
    private String kubeconfig = "";

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "Where ServiceGroups and the Lease are. Default: $POD_NAMESPACE, else routelb-system.")
    private String namespace = "";

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = ":7472",
            converter = ListenAddress.class,
            description = "For /metrics, /healthz and /readyz. Default: ${DEFAULT-VALUE}.")
    private InetSocketAddress listen = new InetSocketAddress(0);

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Default: ${DEFAULT-VALUE}.")
    private DaemonLogging.Format logFormat = DaemonLogging.Format.TEXT;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "trace, debug, info, warn or error. Default: ${DEFAULT-VALUE}.")
    private String logLevel = "";

    @Option(
            names = "--default-class",
            paramLabel = "true|false",
            arity = "1",
            defaultValue = "true",
            description = "Serve Services that name no loadBalancerClass. Default: ${DEFAULT-VALUE}.")
    private boolean defaultClass;

    @Option(
            names = "--identity",
            paramLabel = "NAME",
            description = "Who we are in the Lease; unique. Default: host name and a random UUID.")
    private String identity = "";

    @Option(
            names = "--lease-duration",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = Durations.class,
            description = "A standby takes over after this long without a renewal. Default: ${DEFAULT-VALUE}.")
    private Duration leaseDuration = Duration.ZERO;

    @Option(
            names = "--lease-renew-deadline",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Durations.class,
            description = "The leader stops this long after its last renewal. Default: ${DEFAULT-VALUE}.")
    private Duration renewDeadline = Duration.ZERO;

    @Option(
            names = "--lease-retry-period",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = Durations.class,
            description = "Between two tries to acquire or renew. Default: ${DEFAULT-VALUE}.")
    private Duration retryPeriod = Duration.ZERO;

    private final Map<String, String> environment;

    Main(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs until asked to stop. */
    public static void main(String[] arguments) {
        System.exit(commandLine(new Main(System.getenv())).execute(arguments));
    }

    static CommandLine commandLine(Main main) {
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> {
                    e.getCommandLine().getErr().println("routelb-allocator: " + e.getMessage() + "; see --help");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    if (e instanceof StartupException) {
                        commandLine.getErr().println("routelb-allocator: " + e.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw e;
                });
    }

    @Override
    public Integer call() throws StartupException {
        DaemonLogging.configure(logFormat, logLevel);
        LeaderLease.Settings lease;
        try {
            lease = new LeaderLease.Settings(
                    installNamespace(), "routelb-allocator", identity(), leaseDuration, renewDeadline, retryPeriod);
        } catch (IllegalArgumentException e) {
            throw new StartupException(
                    "the lease times need --lease-retry-period < --lease-renew-deadline < --lease-duration", e);
        }
        Allocator.run(new Allocator.Options(kubeconfig, environment, listen, defaultClass, lease));
        return CommandLine.ExitCode.OK;
    }

    private String installNamespace() {
        return namespace.isEmpty() ? environment.getOrDefault("POD_NAMESPACE", "routelb-system") : namespace;
    }

    private String identity() {
        return identity.isEmpty() ? hostName() + "_" + UUID.randomUUID() : identity;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unnamed";
        }
    }

    /** For {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"routelb-allocator " + ProgramVersion.current()};
        }
    }
}
