package io.routelb.lab.apiserver.table;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** Columns of Deployments and DaemonSets. */
final class WorkloadColumns {
    private WorkloadColumns() {}

    static List<Column> deployment() {
        return List.of(
                Column.named(),
                Column.text(
                        "Ready",
                        deployment -> status(deployment, "readyReplicas") + "/"
                                + Trees.textOr("1", deployment, "spec", "replicas")),
                Column.number("Up-to-date", deployment -> status(deployment, "updatedReplicas")),
                Column.number("Available", deployment -> status(deployment, "availableReplicas")),
                Column.aged(),
                Column.wide("Containers", workload -> containers(workload, "name")),
                Column.wide("Images", workload -> containers(workload, "image")),
                Column.wide("Selector", workload -> Trees.labels(workload, "spec", "selector", "matchLabels")));
    }

    static List<Column> daemonSet() {
        return List.of(
                Column.named(),
                Column.number("Desired", set -> status(set, "desiredNumberScheduled")),
                Column.number("Current", set -> status(set, "currentNumberScheduled")),
                Column.number("Ready", set -> status(set, "numberReady")),
                Column.number("Up-to-date", set -> status(set, "updatedNumberScheduled")),
                Column.number("Available", set -> status(set, "numberAvailable")),
                Column.text("Node Selector", set -> Trees.labels(set, "spec", "template", "spec", "nodeSelector")),
                Column.aged(),
                Column.wide("Containers", workload -> containers(workload, "name")),
                Column.wide("Images", workload -> containers(workload, "image")),
                Column.wide("Selector", workload -> Trees.labels(workload, "spec", "selector", "matchLabels")));
    }

    private static long status(JsonObject workload, String field) {
        return Trees.number(workload, "status", field);
    }

    private static String containers(JsonObject workload, String field) {
        return Trees.objects(workload, "spec", "template", "spec", "containers").stream()
                .map(container -> Trees.text(container, field))
                .collect(Collectors.joining(","));
    }
}
