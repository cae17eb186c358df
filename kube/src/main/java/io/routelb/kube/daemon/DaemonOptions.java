package io.routelb.kube.daemon;

import java.net.InetSocketAddress;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options every RouteLB daemon takes; mixed into its command. */
public final class DaemonOptions {
    private static final String DEFAULT_NAMESPACE = "routelb-system";

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            defaultValue = "",
            description = "API server and credentials; default: $$KUBECONFIG, else the Pod's service account.")
    public String kubeconfig = "";

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Install namespace: where ServiceGroups and the Lease live; default: $$POD_NAMESPACE, else "
                    + DEFAULT_NAMESPACE + ".")
    public String namespace = "";

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = ":7472",
            converter = ListenAddress.class,
            description = "Where /metrics, /healthz and /readyz are served; default: ${DEFAULT-VALUE}.")
    public InetSocketAddress listen = new InetSocketAddress(0);

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "TEXT",
            description = "One line an event, as text or JSON; default: text.")
    public DaemonLogging.Format logFormat = DaemonLogging.Format.TEXT;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "trace, debug, info, warn or error; default: ${DEFAULT-VALUE}.")
    public String logLevel = "info";

    /** The install namespace after defaults. */
    public String installNamespace(Map<String, String> environment) {
        if (!namespace.isBlank()) {
            return namespace;
        }
        String fromPod = environment.getOrDefault("POD_NAMESPACE", "");
        return fromPod.isBlank() ? DEFAULT_NAMESPACE : fromPod;
    }
}
