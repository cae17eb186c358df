package io.routelb.cli;

import com.google.gson.JsonObject;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeKinds;
import io.routelb.kube.daemon.StartupException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kubectl routelb explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Of each address of a Service: where it is from and why; and per node: on which link, advertised to whom, or why not.")
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ClusterAccess cluster = new ClusterAccess();

    @Parameters(paramLabel = "NAMESPACE/NAME", description = "The Service.")
    private String service = "";

    @Override
    public Integer call() throws StartupException {
        int slash = service.indexOf('/');
        if (slash <= 0 || slash == service.length() - 1) {
            throw new ParameterException(spec.commandLine(), "\"" + service + "\" is not NAMESPACE/NAME");
        }
        KubeApi api = new KubeApi(cluster.connect());
        JsonObject object = read(api, service.substring(0, slash), service.substring(slash + 1));
        ExplainReport report = new ExplainReport(
                object,
                ClusterState.items(api, KubeKinds.NODE, ""),
                ClusterState.items(api, KubeKinds.SERVICE_GROUP, cluster.namespace()),
                ClusterState.items(api, KubeKinds.ROUTING_NODE_STATUS, ""));
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.render());
        out.flush();
        return 0;
    }

    private JsonObject read(KubeApi api, String namespace, String name) throws StartupException {
        try {
            Optional<JsonObject> found = api.get(KubeKinds.SERVICE.path(namespace, name));
            return found.orElseThrow(() -> new StartupException("there is no Service " + service));
        } catch (KubeFailure e) {
            throw new StartupException(e.sentence(), e);
        }
    }
}
