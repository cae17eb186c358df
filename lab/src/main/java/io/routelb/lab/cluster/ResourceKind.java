package io.routelb.lab.cluster;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Optional;

/** The kinds the lab writes, and where they live in the API. The order is the one they can be created in. */
public enum ResourceKind {
    NAMESPACE("Namespace", "/api/v1", "namespaces", false),
    CUSTOM_RESOURCE_DEFINITION(
            "CustomResourceDefinition", "/apis/apiextensions.k8s.io/v1", "customresourcedefinitions", false),
    SERVICE_ACCOUNT("ServiceAccount", "/api/v1", "serviceaccounts", true),
    CLUSTER_ROLE("ClusterRole", "/apis/rbac.authorization.k8s.io/v1", "clusterroles", false),
    CLUSTER_ROLE_BINDING("ClusterRoleBinding", "/apis/rbac.authorization.k8s.io/v1", "clusterrolebindings", false),
    ROLE("Role", "/apis/rbac.authorization.k8s.io/v1", "roles", true),
    ROLE_BINDING("RoleBinding", "/apis/rbac.authorization.k8s.io/v1", "rolebindings", true),
    NODE("Node", "/api/v1", "nodes", false),
    POD("Pod", "/api/v1", "pods", true),
    DAEMON_SET("DaemonSet", "/apis/apps/v1", "daemonsets", true),
    LEASE("Lease", "/apis/coordination.k8s.io/v1", "leases", true),
    SERVICE_GROUP("ServiceGroup", "/apis/purelb.io/v2", "servicegroups", true),
    LB_NODE_AGENT("LBNodeAgent", "/apis/purelb.io/v2", "lbnodeagents", true),
    ROUTING_CONFIG("RoutingConfig", "/apis/routelb.io/v1", "routingconfigs", false),
    BGP_PEER("BGPPeer", "/apis/routelb.io/v1", "bgppeers", false),
    BGP_ADVERTISEMENT("BGPAdvertisement", "/apis/routelb.io/v1", "bgpadvertisements", false),
    ROUTING_NODE_STATUS("RoutingNodeStatus", "/apis/routelb.io/v1", "routingnodestatuses", false),
    SECRET("Secret", "/api/v1", "secrets", true),
    SERVICE("Service", "/api/v1", "services", true),
    ENDPOINT_SLICE("EndpointSlice", "/apis/discovery.k8s.io/v1", "endpointslices", true);

    private final String kind;
    private final String root;
    private final String plural;
    private final boolean namespaced;

    ResourceKind(String kind, String root, String plural, boolean namespaced) {
        this.kind = kind;
        this.root = root;
        this.plural = plural;
        this.namespaced = namespaced;
    }

    /** The kind of an object; empty when it is none that the lab writes. */
    public static Optional<ResourceKind> of(JsonObject object) {
        String kind = object.get("kind").getAsString();
        return Arrays.stream(values()).filter(one -> one.kind.equals(kind)).findFirst();
    }

    /** The collection over all namespaces. */
    public String everywhere() {
        return root + "/" + plural;
    }

    /** The collection of a namespace; the namespace is not looked at for kinds without one. */
    public String in(String namespace) {
        return namespaced ? root + "/namespaces/" + namespace + "/" + plural : everywhere();
    }

    /** One object. */
    public String path(String namespace, String name) {
        return in(namespace) + "/" + name;
    }

    /** The collection an object belongs to. */
    public String collectionOf(JsonObject object) {
        JsonObject metadata = object.getAsJsonObject("metadata");
        return in(metadata.has("namespace") ? metadata.get("namespace").getAsString() : "default");
    }
}
