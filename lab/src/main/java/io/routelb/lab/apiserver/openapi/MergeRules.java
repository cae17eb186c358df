package io.routelb.lab.apiserver.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How lists and maps of the built-in kinds merge: the {@code +listType}, {@code +mapType} and {@code patchStrategy} marks of Kubernetes'
 * Go types (1.32), which the Java models do not carry. What is not here is atomic if a list and granular if a map.
 */
final class MergeRules {
    // type.field | list type | list map keys | patch strategy | patch merge key; "-" for nothing
    private static final String TABLE = """
            ObjectMeta.ownerReferences map uid merge uid
            ObjectMeta.finalizers set - merge -
            ServiceSpec.ports map port,protocol merge port
            ServiceStatus.conditions map type merge type
            NodeSpec.podCIDRs set - merge -
            NodeStatus.addresses map type merge type
            NodeStatus.conditions map type merge type
            NamespaceStatus.conditions map type merge type
            ServiceAccount.secrets map name merge name
            PodSpec.containers map name merge name
            PodSpec.initContainers map name merge name
            PodSpec.ephemeralContainers map name merge name
            PodSpec.volumes map name merge,retainKeys name
            PodSpec.imagePullSecrets map name merge name
            PodSpec.hostAliases map ip merge ip
            PodSpec.topologySpreadConstraints map topologyKey,whenUnsatisfiable merge topologyKey
            PodSpec.schedulingGates map name merge name
            PodSpec.resourceClaims map name merge,retainKeys name
            PodStatus.conditions map type merge type
            PodStatus.podIPs map ip merge ip
            Container.ports map containerPort,protocol merge containerPort
            Container.env map name merge name
            Container.volumeMounts map mountPath merge mountPath
            Container.volumeDevices map devicePath merge devicePath
            EphemeralContainer.ports map containerPort,protocol merge containerPort
            EphemeralContainer.env map name merge name
            EphemeralContainer.volumeMounts map mountPath merge mountPath
            EphemeralContainer.volumeDevices map devicePath merge devicePath
            ResourceRequirements.claims map name - -
            Endpoint.addresses set - - -
            CustomResourceDefinitionStatus.conditions map type - -
            DeploymentStatus.conditions map type merge type
            DaemonSetStatus.conditions map type merge type
            ReplicaSetStatus.conditions map type merge type
            StatefulSetStatus.conditions map type merge type
            JobStatus.conditions atomic - merge type
            ValidatingWebhookConfiguration.webhooks map name merge name
            ValidatingWebhook.matchConditions map name merge name
            DeploymentSpec.strategy - - retainKeys -
            """;

    private static final Set<String> ATOMIC_TYPES = Set.of(
            "LabelSelector",
            "ObjectReference",
            "LocalObjectReference",
            "TypedLocalObjectReference",
            "SecretReference",
            "SecretKeySelector",
            "ConfigMapKeySelector",
            "ObjectFieldSelector",
            "ResourceFieldSelector",
            "NodeSelector",
            "NodeSelectorTerm",
            "OwnerReference",
            "RoleRef",
            "Subject",
            "EndpointAddress",
            "EndpointPort",
            "ScopeSelector");
    private static final Set<String> ATOMIC_FIELDS =
            Set.of("ServiceSpec.selector", "PodSpec.nodeSelector", "PodSpec.overhead", "Endpoint.deprecatedTopology");
    /** Fields that Go keeps by value: there even when empty, and written as {@code default: {}}. */
    private static final Set<String> VALUE_STRUCTS = Set.of(
            "metadata",
            "spec",
            "status",
            "template",
            "strategy",
            "updateStrategy",
            "resources",
            "loadBalancer",
            "daemonEndpoints",
            "kubeletEndpoint",
            "nodeInfo",
            "involvedObject",
            "source",
            "names",
            "acceptedNames",
            "conditions",
            "roleRef");

    private static final Set<String> DEFAULT_TCP =
            Set.of("ServicePort.protocol", "ContainerPort.protocol", "EndpointPort.protocol");

    private static final Map<String, List<String>> ROWS = rows();

    private MergeRules() {}

    private static Map<String, List<String>> rows() {
        Map<String, List<String>> rows = new HashMap<>();
        TABLE.lines().map(line -> List.of(line.split(" ", -1))).forEach(row -> rows.put(row.getFirst(), row));
        return rows;
    }

    static boolean isAtomicType(String type) {
        return ATOMIC_TYPES.contains(type);
    }

    /** Adds the extensions a field carries to its schema. */
    static void mark(String type, String field, JsonObject schema) {
        String place = type + "." + field;
        if (ATOMIC_FIELDS.contains(place)) {
            schema.addProperty("x-kubernetes-map-type", "atomic");
        }
        if (DEFAULT_TCP.contains(place)) {
            schema.addProperty("default", "TCP");
        }
        if (schema.has("$ref") && VALUE_STRUCTS.contains(field)) {
            schema.add("default", new JsonObject());
        }
        Optional<List<String>> row = Optional.ofNullable(ROWS.get(place));
        boolean list = schema.has("items");
        String listType = row.map(r -> r.get(1)).orElse(list ? "atomic" : "-");
        if (!listType.equals("-")) {
            schema.addProperty("x-kubernetes-list-type", listType);
        }
        row.ifPresent(r -> markPatch(r, schema));
    }

    private static void markPatch(List<String> row, JsonObject schema) {
        if (!row.get(2).equals("-")) {
            JsonArray keys = new JsonArray();
            List.of(row.get(2).split(",", -1)).forEach(keys::add);
            schema.add("x-kubernetes-list-map-keys", keys);
        }
        if (!row.get(3).equals("-")) {
            schema.addProperty("x-kubernetes-patch-strategy", row.get(3));
        }
        if (!row.get(4).equals("-")) {
            schema.addProperty("x-kubernetes-patch-merge-key", row.get(4));
        }
    }
}
