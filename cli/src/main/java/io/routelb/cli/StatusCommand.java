package io.routelb.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.daemon.StartupException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kubectl routelb status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Pools, Services, nodes and BGP sessions on one screen, problems first.")
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ClusterAccess cluster = new ClusterAccess();

    @Mixin
    private final Printing printing = new Printing();

    @Override
    public Integer call() throws StartupException {
        ClusterState state = ClusterState.read(new KubeApi(cluster.connect()), cluster.namespace());
        StatusReport report = new StatusReport(state);
        PrintWriter out = spec.commandLine().getOut();
        if (printing.isText()) {
            out.print(report.render(printing.isWide()));
            out.flush();
        } else {
            printing.print(out, json(report));
        }
        return 0;
    }

    private static JsonObject json(StatusReport report) {
        JsonObject json = new JsonObject();
        JsonArray problems = new JsonArray();
        report.problems().forEach(problems::add);
        json.add("problems", problems);
        report.listings().forEach(listing -> json.add(listing.name(), listing.json()));
        return json;
    }
}
