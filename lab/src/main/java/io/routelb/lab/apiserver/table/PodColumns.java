package io.routelb.lab.apiserver.table;

import com.google.gson.JsonObject;
import java.util.List;

/** Columns of Pods. */
final class PodColumns {
    private PodColumns() {}

    static List<Column> pod() {
        return List.of(
                Column.named(),
                Column.text("Ready", PodColumns::ready),
                Column.text("Status", PodColumns::status),
                Column.text(
                        "Restarts",
                        pod -> Long.toString(statuses(pod).stream()
                                .mapToLong(container -> Trees.number(container, "restartCount"))
                                .sum())),
                Column.aged(),
                Column.wide("IP", PodColumns::ip),
                Column.wide("Node", pod -> Trees.textOr(Trees.NONE, pod, "spec", "nodeName")),
                Column.wide("Nominated Node", pod -> Trees.textOr(Trees.NONE, pod, "status", "nominatedNodeName")),
                Column.wide("Readiness Gates", PodColumns::gates));
    }

    private static List<JsonObject> statuses(JsonObject pod) {
        return Trees.objects(pod, "status", "containerStatuses");
    }

    private static String ready(JsonObject pod) {
        long ready = statuses(pod).stream()
                .filter(container -> Trees.isTrue(container, "ready"))
                .count();
        return ready + "/" + Trees.size(pod, "spec", "containers");
    }

    private static String status(JsonObject pod) {
        String reason = Trees.textOr(Trees.text(pod, "status", "phase"), pod, "status", "reason");
        for (JsonObject container : statuses(pod).reversed()) {
            String waiting = Trees.text(container, "state", "waiting", "reason");
            String ended = Trees.text(container, "state", "terminated", "reason");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (!ended.isEmpty()) {
                reason = ended;
            }
        }
        boolean leaving = !Trees.text(pod, "metadata", "deletionTimestamp").isEmpty();
        return leaving ? "Terminating" : reason;
    }

    private static String ip(JsonObject pod) {
        List<JsonObject> ips = Trees.objects(pod, "status", "podIPs");
        String first = ips.isEmpty() ? "" : Trees.text(ips.getFirst(), "ip");
        return Trees.orNone(first.isEmpty() ? Trees.text(pod, "status", "podIP") : first);
    }

    private static String gates(JsonObject pod) {
        List<JsonObject> gates = Trees.objects(pod, "spec", "readinessGates");
        List<JsonObject> conditions = Trees.objects(pod, "status", "conditions");
        long open = gates.stream()
                .filter(gate -> conditions.stream()
                        .anyMatch(condition -> Trees.text(condition, "type").equals(Trees.text(gate, "conditionType"))
                                && Trees.text(condition, "status").equals("True")))
                .count();
        return gates.isEmpty() ? Trees.NONE : open + "/" + gates.size();
    }
}
