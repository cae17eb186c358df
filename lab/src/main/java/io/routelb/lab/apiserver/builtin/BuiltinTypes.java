package io.routelb.lab.apiserver.builtin;

import io.routelb.lab.apiserver.api.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table of built-in resources. Endpoints is left out on purpose: nothing of ours may read it. */
public final class BuiltinTypes {
    private static final boolean NAMESPACED = true;
    private static final boolean CLUSTER = false;
    private static final boolean STATUS = true;
    private static final boolean PLAIN = false;
    private static final String RBAC = "rbac.authorization.k8s.io";

    private static final List<ResourceType> ALL = List.of(
            type("", "v1", "Namespace", "namespaces", List.of("ns"), List.of(), CLUSTER, STATUS),
            type("", "v1", "Node", "nodes", List.of("no"), List.of(), CLUSTER, STATUS),
            type("", "v1", "Service", "services", List.of("svc"), List.of("all"), NAMESPACED, STATUS),
            type("", "v1", "Secret", "secrets", List.of(), List.of(), NAMESPACED, PLAIN),
            type("", "v1", "ConfigMap", "configmaps", List.of("cm"), List.of(), NAMESPACED, PLAIN),
            type("", "v1", "Event", "events", List.of("ev"), List.of(), NAMESPACED, PLAIN),
            type("", "v1", "ServiceAccount", "serviceaccounts", List.of("sa"), List.of(), NAMESPACED, PLAIN),
            type("", "v1", "Pod", "pods", List.of("po"), List.of("all"), NAMESPACED, STATUS),
            type("apps", "v1", "Deployment", "deployments", List.of("deploy"), List.of("all"), NAMESPACED, STATUS),
            type("apps", "v1", "DaemonSet", "daemonsets", List.of("ds"), List.of("all"), NAMESPACED, STATUS),
            type("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", List.of(), List.of(), NAMESPACED, PLAIN),
            type("coordination.k8s.io", "v1", "Lease", "leases", List.of(), List.of(), NAMESPACED, PLAIN),
            type("events.k8s.io", "v1", "Event", "events", List.of("ev"), List.of(), NAMESPACED, PLAIN),
            type(RBAC, "v1", "Role", "roles", List.of(), List.of(), NAMESPACED, PLAIN),
            type(RBAC, "v1", "RoleBinding", "rolebindings", List.of(), List.of(), NAMESPACED, PLAIN),
            type(RBAC, "v1", "ClusterRole", "clusterroles", List.of(), List.of(), CLUSTER, PLAIN),
            type(RBAC, "v1", "ClusterRoleBinding", "clusterrolebindings", List.of(), List.of(), CLUSTER, PLAIN),
            type(
                    "admissionregistration.k8s.io",
                    "v1",
                    "ValidatingWebhookConfiguration",
                    "validatingwebhookconfigurations",
                    List.of(),
                    List.of("api-extensions"),
                    CLUSTER,
                    PLAIN),
            type(
                    "apiextensions.k8s.io",
                    "v1",
                    "CustomResourceDefinition",
                    "customresourcedefinitions",
                    List.of("crd", "crds"),
                    List.of("api-extensions"),
                    CLUSTER,
                    STATUS));

    private BuiltinTypes() {}

    public static List<ResourceType> all() {
        return ALL;
    }

    /** The built-in type of a kind of a group; the caller knows that there is one. */
    public static ResourceType of(String group, String kind) {
        return ALL.stream()
                .filter(t -> t.group().equals(group) && t.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no built-in kind " + kind + " in " + group));
    }

    /** Where a type's objects are kept: both groups' Events are the same objects. */
    public static String storage(ResourceType type) {
        if (type.group().isEmpty() || type.group().equals("events.k8s.io")) {
            return type.plural();
        }
        return type.group() + "/" + type.plural();
    }

    private static ResourceType type(
            String group,
            String version,
            String kind,
            String plural,
            List<String> shortNames,
            List<String> categories,
            boolean namespaced,
            boolean status) {
        return new ResourceType(
                group,
                version,
                kind,
                plural,
                kind.toLowerCase(Locale.ROOT),
                shortNames,
                categories,
                namespaced,
                status,
                Optional.empty(),
                List.of());
    }
}
