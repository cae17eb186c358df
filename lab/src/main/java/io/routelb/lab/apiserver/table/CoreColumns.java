package io.routelb.lab.apiserver.table;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Columns of the small built-in kinds, by kind; Services and Pods have files of their own. */
final class CoreColumns {
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private static final Map<String, List<Column>> BY_KIND = Map.ofEntries(
            Map.entry("Service", ServiceColumns.service()),
            Map.entry("EndpointSlice", ServiceColumns.endpointSlice()),
            Map.entry("Endpoints", ServiceColumns.endpoints()),
            Map.entry("Pod", PodColumns.pod()),
            Map.entry("Node", node()),
            Map.entry(
                    "Namespace",
                    List.of(
                            Column.named(),
                            Column.text("Status", namespace -> Trees.text(namespace, "status", "phase")),
                            Column.aged())),
            Map.entry(
                    "Secret",
                    List.of(
                            Column.named(),
                            Column.text("Type", secret -> Trees.text(secret, "type")),
                            Column.number("Data", secret -> Trees.size(secret, "data")),
                            Column.aged())),
            Map.entry(
                    "ConfigMap",
                    List.of(
                            Column.named(),
                            Column.number("Data", map -> Trees.size(map, "data") + Trees.size(map, "binaryData")),
                            Column.aged())),
            Map.entry(
                    "ServiceAccount",
                    List.of(
                            Column.named(),
                            Column.number("Secrets", account -> Trees.size(account, "secrets")),
                            Column.aged())),
            Map.entry(
                    "Lease",
                    List.of(
                            Column.named(),
                            Column.text("Holder", lease -> Trees.text(lease, "spec", "holderIdentity")),
                            Column.aged())),
            Map.entry("Event", event()),
            Map.entry("CustomResourceDefinition", List.of(Column.named(), createdAt())),
            Map.entry("ClusterRole", List.of(Column.named(), createdAt())),
            Map.entry("Role", List.of(Column.named(), createdAt())),
            Map.entry("ClusterRoleBinding", binding()),
            Map.entry("RoleBinding", binding()),
            Map.entry("Deployment", WorkloadColumns.deployment()),
            Map.entry("DaemonSet", WorkloadColumns.daemonSet()));

    private CoreColumns() {}

    static List<Column> of(String kind) {
        return BY_KIND.getOrDefault(kind, List.of(Column.named(), Column.aged()));
    }

    private static Column createdAt() {
        return new Column(
                "Created At",
                "date",
                "",
                "When the object was created.",
                0,
                (object, now) -> new JsonPrimitive(Trees.text(object, "metadata", "creationTimestamp")));
    }

    private static List<Column> node() {
        return List.of(
                Column.named(),
                Column.text("Status", CoreColumns::nodeStatus),
                Column.text("Roles", CoreColumns::nodeRoles),
                Column.aged(),
                Column.text("Version", node -> Trees.text(node, "status", "nodeInfo", "kubeletVersion")),
                Column.wide("Internal-IP", node -> nodeAddress(node, "InternalIP")),
                Column.wide("External-IP", node -> nodeAddress(node, "ExternalIP")),
                Column.wide("OS-Image", node -> nodeInfo(node, "osImage")),
                Column.wide("Kernel-Version", node -> nodeInfo(node, "kernelVersion")),
                Column.wide("Container-Runtime", node -> nodeInfo(node, "containerRuntimeVersion")));
    }

    private static String nodeInfo(JsonObject node, String name) {
        return Trees.textOr("<unknown>", node, "status", "nodeInfo", name);
    }

    private static String nodeStatus(JsonObject node) {
        String status = Trees.objects(node, "status", "conditions").stream()
                .filter(condition -> Trees.text(condition, "type").equals("Ready"))
                .map(condition -> Trees.text(condition, "status").equals("True") ? "Ready" : "NotReady")
                .findFirst()
                .orElse("Unknown");
        return Trees.isTrue(node, "spec", "unschedulable") ? status + ",SchedulingDisabled" : status;
    }

    private static String nodeRoles(JsonObject node) {
        TreeSet<String> roles = new TreeSet<>();
        Trees.find(node, "metadata", "labels")
                .filter(JsonObject.class::isInstance)
                .map(labels -> labels.getAsJsonObject().keySet())
                .ifPresent(names -> names.stream()
                        .filter(name -> name.startsWith(ROLE_PREFIX) && name.length() > ROLE_PREFIX.length())
                        .forEach(name -> roles.add(name.substring(ROLE_PREFIX.length()))));
        String role = Trees.text(node, "metadata", "labels", "kubernetes.io/role");
        if (!role.isEmpty()) {
            roles.add(role);
        }
        return Trees.orNone(String.join(",", roles));
    }

    private static String nodeAddress(JsonObject node, String type) {
        return Trees.objects(node, "status", "addresses").stream()
                .filter(address -> Trees.text(address, "type").equals(type))
                .map(address -> Trees.text(address, "address"))
                .findFirst()
                .orElse(Trees.NONE);
    }

    private static List<Column> event() {
        return List.of(
                new Column(
                        "Last Seen",
                        "string",
                        "",
                        "When this was last seen.",
                        0,
                        (event, now) -> new JsonPrimitive(Ages.since(lastSeen(event), now))),
                Column.text("Type", event -> Trees.text(event, "type")),
                Column.text("Reason", event -> Trees.text(event, "reason")),
                Column.text("Object", CoreColumns::eventObject),
                Column.wide("Subobject", event -> Trees.text(event, "involvedObject", "fieldPath")),
                Column.wide("Source", CoreColumns::eventSource),
                Column.text(
                        "Message",
                        event -> Trees.textOr(Trees.text(event, "note"), event, "message")
                                .strip()),
                new Column(
                        "First Seen",
                        "string",
                        "",
                        "When this was first seen.",
                        1,
                        (event, now) -> new JsonPrimitive(Ages.since(firstSeen(event), now))),
                Column.wide(
                        "Count", event -> Trees.textOr(Trees.textOr("1", event, "count"), event, "series", "count")),
                new Column(
                        "Name",
                        "string",
                        "name",
                        "The name, unique within a namespace.",
                        1,
                        (event, now) -> new JsonPrimitive(Trees.text(event, "metadata", "name"))));
    }

    private static String firstSeen(JsonObject event) {
        return Trees.textOr(Trees.text(event, "eventTime"), event, "firstTimestamp");
    }

    private static String lastSeen(JsonObject event) {
        String plain = Trees.textOr(firstSeen(event), event, "lastTimestamp");
        return Trees.textOr(plain, event, "series", "lastObservedTime");
    }

    // events.k8s.io calls it "regarding"
    private static String eventObject(JsonObject event) {
        String field = event.has("regarding") ? "regarding" : "involvedObject";
        String kind = Trees.text(event, field, "kind").toLowerCase(Locale.ROOT);
        String name = Trees.text(event, field, "name");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String eventSource(JsonObject event) {
        List<String> parts = new ArrayList<>();
        String component = Trees.textOr(Trees.text(event, "reportingComponent"), event, "source", "component");
        String host = Trees.textOr(Trees.text(event, "reportingInstance"), event, "source", "host");
        parts.add(component);
        if (!host.isEmpty()) {
            parts.add(host);
        }
        return String.join(", ", parts);
    }

    private static List<Column> binding() {
        return List.of(
                Column.named(),
                Column.text(
                        "Role",
                        binding ->
                                Trees.text(binding, "roleRef", "kind") + "/" + Trees.text(binding, "roleRef", "name")),
                Column.aged(),
                Column.wide("Users", binding -> subjects(binding, "User")),
                Column.wide("Groups", binding -> subjects(binding, "Group")),
                Column.wide("ServiceAccounts", binding -> subjects(binding, "ServiceAccount")));
    }

    private static String subjects(JsonObject binding, String kind) {
        return String.join(
                ", ",
                Trees.objects(binding, "subjects").stream()
                        .filter(subject -> Trees.text(subject, "kind").equals(kind))
                        .map(subject -> kind.equals("ServiceAccount")
                                ? Trees.text(subject, "namespace") + "/" + Trees.text(subject, "name")
                                : Trees.text(subject, "name"))
                        .toList());
    }
}
