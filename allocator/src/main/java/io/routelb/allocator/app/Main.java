package io.routelb.allocator.app;

import io.routelb.kube.daemon.DaemonLogging;
import io.routelb.kube.daemon.DaemonOptions;
import io.routelb.kube.daemon.DurationOption;
import io.routelb.kube.daemon.HeapKeeper;
import io.routelb.kube.daemon.ListenAddress;
import io.routelb.kube.daemon.Programs;
import io.routelb.kube.daemon.StartupException;
import io.routelb.kube.daemon.WebhookServer;
import io.routelb.kube.write.LeaderLease;
import io.routelb.model.ObjectKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of the allocator. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        sortOptions = false,
        description = "Gives LoadBalancer Services addresses from ServiceGroup pools.",
        footer = {"", "Exit status: 0 or 143 stopped by a signal, 1 cannot run, 2 wrong command line."})
public final class Main implements Callable<Integer> {
    private static final String NAME = "allocator";

    private static final long HEADROOM = 32 << 20;

    @Mixin
    private final DaemonOptions options = new DaemonOptions();

    @Option(
            names = "--default-class",
            paramLabel = "true|false",
            arity = "1",
            defaultValue = "true",
            description = "Serve Services that name no loadBalancerClass; default: ${DEFAULT-VALUE}.")
    private boolean defaultClass;

    @Option(
            names = "--move-overlap",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = DurationOption.class,
            description =
                    "A Service that gets another address shows the old one beside it for this long, 0s: not at all;"
                            + " default: ${DEFAULT-VALUE}.")
    private Duration moveOverlap = Duration.ZERO;

    @Option(
            names = "--identity",
            paramLabel = "NAME",
            description = "Who we are in the Lease; unique; default: host name and a random UUID.")
    private String identity = "";

    @Option(
            names = "--lease-duration",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = DurationOption.class,
            description = "A standby takes over after this long without a renewal; default: ${DEFAULT-VALUE}.")
    private Duration leaseDuration = Duration.ZERO;

    @Option(
            names = "--lease-renew-deadline",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationOption.class,
            description = "The leader stops this long after its last renewal; default: ${DEFAULT-VALUE}.")
    private Duration renewDeadline = Duration.ZERO;

    @Option(
            names = "--lease-retry-period",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = DurationOption.class,
            description = "Between two tries to acquire or renew; default: ${DEFAULT-VALUE}.")
    private Duration retryPeriod = Duration.ZERO;

    @Option(
            names = "--webhook-listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddress.class,
            description = "Where the validating webhook is served over HTTPS; default: nowhere.")
    private @Nullable InetSocketAddress webhookListen;

    @Option(
            names = "--webhook-secret",
            paramLabel = "NAME",
            defaultValue = "routelb-webhook",
            description = "Secret of type kubernetes.io/tls in the install namespace with the webhook's certificate;"
                    + " default: ${DEFAULT-VALUE}.")
    private String webhookSecret = "";

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Programs.run(NAME, new Main(), arguments));
    }

    @Override
    public Integer call() throws StartupException {
        DaemonLogging.configure(options.logFormat, options.logLevel);
        Map<String, String> environment = System.getenv();
        LeaderLease.Settings lease;
        try {
            lease = new LeaderLease.Settings(
                    options.installNamespace(environment),
                    "routelb-allocator",
                    identity(),
                    leaseDuration,
                    renewDeadline,
                    retryPeriod);
        } catch (IllegalArgumentException e) {
            throw new StartupException(
                    "the lease times need --lease-retry-period < --lease-renew-deadline < --lease-duration", e);
        }
        HeapKeeper.start(HEADROOM);
        Allocator.run(new Allocator.Options(
                options.kubeconfig,
                environment,
                options.listen,
                defaultClass,
                moveOverlap,
                webhook(lease.namespace()),
                lease));
        return 0;
    }

    private Optional<WebhookServer.Settings> webhook(String namespace) {
        return Optional.ofNullable(webhookListen)
                .map(listen -> new WebhookServer.Settings(listen, new ObjectKey(namespace, webhookSecret)));
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
}
