package io.routelb.cli.offline;

import com.google.gson.GsonBuilder;
import io.routelb.cli.TextTable;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kubectl routelb plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Says, without a cluster, what manifests would lead to: which addresses Services would get, and which node would announce what to whom.",
        footer = {
            "",
            "Nodes, EndpointSlices and Namespaces are read from the manifests, too: without a Node nobody announces anything.",
            "Exit status: 0 done, 1 a manifest cannot be used (kubectl routelb validate says more), 2 wrong command line or no manifests."
        })
public final class PlanCommand implements Callable<Integer> {
    private static final int BAD_INPUT = 2;

    /** How it is printed. */
    enum Output {
        TABLE,
        JSON
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final OfflineInput input = new OfflineInput();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "TABLE",
            description = "How it is printed; default: table.")
    private Output output = Output.TABLE;

    @Override
    public Integer call() {
        try {
            OfflineCluster cluster = input.cluster(input.read());
            OfflinePlan plan = OfflinePlan.of(cluster, input.settings(), Instant.now());
            PrintWriter out = spec.commandLine().getOut();
            switch (output) {
                case TABLE -> out.print(text(plan));
                case JSON ->
                    out.println(new GsonBuilder()
                            .setPrettyPrinting()
                            .disableHtmlEscaping()
                            .create()
                            .toJson(plan));
            }
            out.flush();
            PrintWriter err = spec.commandLine().getErr();
            cluster.findings().forEach(finding -> err.println(finding.line()));
            return cluster.findings().stream().anyMatch(Finding::fault) ? 1 : 0;
        } catch (ManifestException e) {
            spec.commandLine().getErr().println("kubectl-routelb: " + e.getMessage());
            return BAD_INPUT;
        }
    }

    static String text(OfflinePlan plan) {
        TextTable services = new TextTable("SERVICE", "ADDRESSES", "GROUP", "KIND", "REASON");
        for (OfflinePlan.Allocation one : plan.services()) {
            boolean none = one.addresses().isEmpty();
            String kind = one.nodes().isEmpty() ? one.kind() : one.kind() + ", one of " + joined(one.nodes());
            services.row(
                    one.service(),
                    none ? "<pending>" : joined(one.addresses()),
                    one.group(),
                    kind,
                    one.reason() + (none ? ": " + one.message() : ""));
        }
        TextTable routes = new TextTable("ROUTE", "PEER", "FROM NODES", "WITH");
        plan.routes().forEach(one -> routes.row(one.route(), one.peer(), joined(one.nodes()), one.attributes()));
        TextTable withheld = new TextTable("ADDRESS", "SERVICE", "NOT FROM NODES", "REASON");
        plan.withheld().forEach(one -> withheld.row(one.address(), one.service(), joined(one.nodes()), one.reason()));
        StringBuilder text = new StringBuilder();
        section(text, "SERVICES", services);
        section(text, "ANNOUNCED", routes);
        if (!withheld.isEmpty()) {
            section(text, "NOT ANNOUNCED", withheld);
        }
        return text.toString();
    }

    private static void section(StringBuilder text, String title, TextTable table) {
        text.append(text.isEmpty() ? "" : "\n").append(title).append('\n');
        text.append(table.isEmpty() ? "none\n" : table.render());
    }

    private static String joined(List<String> texts) {
        return String.join(",", texts);
    }
}
