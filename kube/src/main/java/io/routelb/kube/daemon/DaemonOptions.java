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
            description = "Where /metrics, /healthz and /readyz are served; default: ${DEFAULT-VALUE}.")
    public String listen = ":7472";

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

    /**
     * Where to serve; an empty host means every address. An IPv6 host stands in brackets.
     *
     * @throws StartupException when it is not HOST:PORT
     */
    public InetSocketAddress listenAddress() throws StartupException {
        int colon = listen.lastIndexOf(':');
        String port = colon < 0 ? "" : listen.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new StartupException("--listen \"" + listen + "\" is not HOST:PORT");
        }
        String host = listen.substring(0, colon).replaceAll("^\\[|]$", "");
        InetSocketAddress address = host.isEmpty()
                ? new InetSocketAddress(Integer.parseInt(port))
                : new InetSocketAddress(host, Integer.parseInt(port));
        if (address.isUnresolved()) {
            throw new StartupException("--listen names host \"" + host + "\", which does not resolve");
        }
        return address;
    }
}
