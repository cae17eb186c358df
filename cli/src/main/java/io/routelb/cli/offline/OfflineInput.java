package io.routelb.cli.offline;

import io.routelb.allocator.plan.PlanSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which manifests, and what is to be supposed of the cluster they are for. */
final class OfflineInput {
    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "Files, folders of files, or - for standard input; may be repeated.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "routelb-system",
            description = "Install namespace, where the ServiceGroups are; default: ${DEFAULT-VALUE}.")
    private String namespace = "routelb-system";

    @Option(
            names = "--no-default-class",
            description = "As the allocator's option: Services without a loadBalancerClass are not RouteLB's.")
    private boolean noDefaultClass;

    List<Manifest> read() throws ManifestException {
        return Manifests.read(files, System.in);
    }

    OfflineCluster cluster(List<Manifest> manifests) {
        return OfflineCluster.of(manifests, namespace);
    }

    PlanSettings settings() {
        return new PlanSettings(namespace, !noDefaultClass);
    }
}
