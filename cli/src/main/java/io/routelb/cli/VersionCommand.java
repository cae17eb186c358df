package io.routelb.cli;

import static io.routelb.cli.Fields.objects;
import static io.routelb.cli.Fields.text;

import com.google.gson.JsonObject;
import io.routelb.cli.Listing.Column;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.daemon.ProgramVersion;
import io.routelb.kube.daemon.StartupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kubectl routelb version}. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Versions of this program, of the cluster, and of the RouteLB that is installed in it.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ClusterAccess cluster = new ClusterAccess();

    @Mixin
    private final Printing printing = new Printing();

    @Option(names = "--client", description = "Of this program only; asks no cluster.")
    private boolean clientOnly;

    @Override
    public Integer call() throws StartupException {
        List<JsonObject> rows = new ArrayList<>();
        rows.add(row("kubectl-routelb", ProgramVersion.current()));
        if (!clientOnly) {
            KubeApi api = new KubeApi(cluster.connect());
            rows.add(row("Kubernetes", text(read(api, "/version").orElseGet(JsonObject::new), "gitVersion")));
            rows.addAll(installed(api));
        }
        printing.print(
                spec.commandLine().getOut(),
                List.of(new Listing(
                        "versions", List.of(Column.of("WHAT", "what"), Column.of("VERSION", "version")), rows)));
        return 0;
    }

    private List<JsonObject> installed(KubeApi api) throws StartupException {
        List<JsonObject> rows = new ArrayList<>();
        for (String kind : List.of("deployments", "daemonsets")) {
            String path = "/apis/apps/v1/namespaces/" + cluster.namespace() + "/" + kind;
            for (JsonObject workload : objects(read(api, path).orElseGet(JsonObject::new), "items")) {
                for (JsonObject container : objects(workload, "spec", "template", "spec", "containers")) {
                    rows.add(row(
                            text(workload, "metadata", "name") + "/" + text(container, "name"),
                            text(container, "image")));
                }
            }
        }
        return rows;
    }

    private static JsonObject row(String what, String version) {
        return new Row().put("what", what).put("version", version).done();
    }

    private static Optional<JsonObject> read(KubeApi api, String path) throws StartupException {
        try {
            return api.get(path);
        } catch (KubeFailure e) {
            throw new StartupException(e.sentence(), e);
        }
    }
}
