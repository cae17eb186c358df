package io.routelb.cli;

import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.daemon.KubeClients;
import io.routelb.kube.daemon.StartupException;
import io.routelb.kube.watch.ClusterWatch;
import io.routelb.kube.watch.WatchedKind;
import io.routelb.model.ClusterSnapshot;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** Which cluster, and where RouteLB is installed in it. */
final class ClusterAccess {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            defaultValue = "",
            description = "API server and credentials; default: $$KUBECONFIG.")
    private String kubeconfig = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "routelb-system",
            description = "Install namespace, where the ServiceGroups are; default: ${DEFAULT-VALUE}.")
    private String namespace = "routelb-system";

    String namespace() {
        return namespace;
    }

    ApiClient connect() throws StartupException {
        return KubeClients.connect(kubeconfig, System.getenv());
    }

    /** These kinds as they are now. */
    ClusterSnapshot read(ApiClient client, Set<WatchedKind> kinds) throws StartupException, InterruptedException {
        Semaphore woken = new Semaphore(0);
        ClusterWatch watch = ClusterWatch.start(client, kinds, namespace, woken::release);
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!watch.synced()) {
                if (System.nanoTime() - end > 0) {
                    String outage = watch.outage();
                    throw new StartupException(outage.isEmpty() ? "the API server does not answer in time" : outage);
                }
                var unused = woken.tryAcquire(100, TimeUnit.MILLISECONDS);
            }
            return watch.snapshot();
        } finally {
            watch.stop();
        }
    }
}
