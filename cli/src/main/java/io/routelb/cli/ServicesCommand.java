package io.routelb.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kubectl routelb services}. */
@Command(
        name = "services",
        mixinStandardHelpOptions = true,
        description =
                "Services of type LoadBalancer that are ours: addresses, the nodes that have them, and what keeps one from being reached.",
        footer = {
            "",
            "Exit status: 0 done, 1 the cluster cannot be read, 2 wrong command line, 3 with --problems: there are some."
        })
final class ServicesCommand extends ListCommand {
    private static final int SOME_HAVE_PROBLEMS = 3;

    @Option(names = "--problems", description = "Only those that cannot be reached.")
    private boolean problems;

    @Override
    List<Listing> listings(ClusterState state) {
        Listing all = new ClusterLists(state).services();
        return List.of(problems ? all.where(row -> row.has("problem")) : all);
    }

    @Override
    int exitStatus(List<Listing> printed) {
        return problems && !printed.getFirst().rows().isEmpty() ? SOME_HAVE_PROBLEMS : 0;
    }
}
