package io.routelb.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.daemon.StartupException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kubectl routelb status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Pools, Services, nodes and BGP sessions on one screen, problems first.")
final class StatusCommand implements Callable<Integer> {
    /** How it is printed. */
    enum Output {
        TABLE,
        JSON
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ClusterAccess cluster = new ClusterAccess();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "TABLE",
            description = "How it is printed; default: table.")
    private Output output = Output.TABLE;

    @Override
    public Integer call() throws StartupException {
        KubeApi api = new KubeApi(cluster.connect());
        ClusterState state = ClusterState.read(api, cluster.namespace());
        StatusReport report = new StatusReport(state);
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case TABLE -> out.print(report.render());
            case JSON ->
                out.println(new GsonBuilder().setPrettyPrinting().create().toJson(json(state, report)));
        }
        out.flush();
        return 0;
    }

    private static JsonObject json(ClusterState state, StatusReport report) {
        JsonObject json = new JsonObject();
        JsonArray problems = new JsonArray();
        report.problems().forEach(problems::add);
        json.add("problems", problems);
        json.add("serviceGroups", array(state.groups()));
        json.add("nodes", array(state.nodeStatuses()));
        return json;
    }

    private static JsonArray array(Iterable<JsonObject> objects) {
        JsonArray array = new JsonArray();
        objects.forEach(array::add);
        return array;
    }
}
