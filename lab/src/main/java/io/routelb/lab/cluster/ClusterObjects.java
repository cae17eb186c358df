package io.routelb.lab.cluster;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects the lab puts into a cluster. Each carries the lab's label, so that on somebody's cluster exactly these can be
 * taken away again, by this lab or by the next one after a crash. An object that is there without the label is left as it is.
 */
public final class ClusterObjects {
    /** The namespace RouteLB is installed in. */
    public static final String SYSTEM = "routelb-system";

    private static final Logger LOG = LoggerFactory.getLogger(ClusterObjects.class);
    private static final String LABEL = "routelb.io/lab";
    private static final String LEASES = "kube-node-lease";
    private static final int TOKEN_SECONDS = 86_400;
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final ClusterApi api;

    ClusterObjects(ClusterApi api) {
        this.api = api;
    }

    /** Creates what the manifests say; kinds that only a kubelet could run (Deployments and the like) are left out. */
    public void apply(Path manifests) throws IOException, InterruptedException {
        for (JsonObject object : Manifests.read(manifests)) {
            // On a cluster with kubelets a DaemonSet of ours would run beside the lab's own agents.
            Optional<ResourceKind> kind = ResourceKind.of(object).filter(known -> known != ResourceKind.DAEMON_SET);
            if (kind.isEmpty()) {
                LOG.atInfo().addKeyValue("kind", object.get("kind")).log("the lab has no use for this object");
                continue;
            }
            create(kind.get(), object);
        }
    }

    /** Marks objects somebody created from the manifests as the lab's. */
    public void adopt(Path manifests) throws IOException, InterruptedException {
        for (JsonObject object : Manifests.read(manifests)) {
            ResourceKind kind = ResourceKind.of(object).orElseThrow();
            api.merge(kind.collectionOf(object) + "/" + name(object), object("metadata", labels()));
        }
    }

    /** Creates an object of a kind the lab knows, unless it exists. */
    public void create(JsonObject object) throws IOException {
        create(ResourceKind.of(object).orElseThrow(), object);
    }

    /** Creates the object unless it exists. */
    void create(ResourceKind kind, JsonObject object) throws IOException {
        String collection = kind.collectionOf(object);
        if (api.get(collection + "/" + name(object)).isPresent()) {
            return;
        }
        JsonObject labelled = object.deepCopy();
        JsonObject metadata = labelled.getAsJsonObject("metadata");
        if (!metadata.has("labels")) {
            metadata.add("labels", new JsonObject());
        }
        metadata.getAsJsonObject("labels").addProperty(LABEL, "true");
        api.create(collection, labelled);
    }

    /** Waits until the API serves the custom kinds. */
    void awaitCustomKinds() throws IOException, InterruptedException {
        for (ResourceKind kind : List.of(
                ResourceKind.SERVICE_GROUP,
                ResourceKind.ROUTING_CONFIG,
                ResourceKind.BGP_PEER,
                ResourceKind.ROUTING_NODE_STATUS)) {
            Await.until(
                    "the API serving " + kind.everywhere(),
                    SOON,
                    () -> api.get(kind.everywhere()).isPresent());
        }
    }

    /** A token of a service account of the install namespace, by the TokenRequest API. */
    String token(String serviceAccount) throws IOException {
        JsonObject answer = api.create(
                ResourceKind.SERVICE_ACCOUNT.path(SYSTEM, serviceAccount) + "/token",
                object(
                        "apiVersion", "authentication.k8s.io/v1",
                        "kind", "TokenRequest",
                        "spec", object("expirationSeconds", TOKEN_SECONDS)));
        return answer.getAsJsonObject("status").get("token").getAsString();
    }

    /** Creates the node and its Lease. */
    public void createNode(LabNode node) throws IOException {
        create(
                ResourceKind.NODE,
                object(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Node",
                        "metadata",
                        object(
                                "name", node.name(),
                                "labels", object("kubernetes.io/hostname", node.name(), "kubernetes.io/os", "linux")),
                        "spec",
                        object(
                                "podCIDR", node.podCidrV4(),
                                "podCIDRs", List.of(node.podCidrV4(), node.podCidrV6()))));
        create(
                ResourceKind.LEASE,
                object(
                        "apiVersion",
                        "coordination.k8s.io/v1",
                        "kind",
                        "Lease",
                        "metadata",
                        object("name", node.name(), "namespace", LEASES),
                        "spec",
                        object("holderIdentity", node.name(), "leaseDurationSeconds", 40)));
        heartbeat(node);
    }

    /** Takes the Node away, as who removes a machine from the cluster does. */
    public void deleteNode(String name) throws IOException {
        api.delete(ResourceKind.NODE.path("", name));
    }

    /** Writes an annotation on a Node, or removes it where the value is empty. */
    public void annotateNode(String name, String annotation, String value) throws IOException {
        JsonElement written = value.isEmpty() ? JsonNull.INSTANCE : new JsonPrimitive(value);
        api.merge(
                ResourceKind.NODE.path("", name),
                object("metadata", object("annotations", object(annotation, written))));
    }

    /** What the cluster says of a node whose kubelet is not well. */
    public void notReady(LabNode node) throws IOException {
        api.merge(
                ResourceKind.NODE.path("", node.name()) + "/status",
                object("status", object("conditions", List.of(object("type", "Ready", "status", "False")))));
    }

    /** What a kubelet would say: the node's addresses, that it is ready, and that it lives. */
    public void heartbeat(LabNode node) throws IOException {
        Instant now = Instant.now();
        String seconds = now.truncatedTo(ChronoUnit.SECONDS).toString();
        JsonObject ready = object(
                "type", "Ready",
                "status", "True",
                "reason", "KubeletReady",
                "message", "the lab stands for the kubelet",
                "lastHeartbeatTime", seconds,
                "lastTransitionTime", seconds);
        List<JsonObject> addresses = List.of(
                object("type", "InternalIP", "address", node.v4()),
                object("type", "InternalIP", "address", node.v6()),
                object("type", "Hostname", "address", node.name()));
        api.merge(
                ResourceKind.NODE.path("", node.name()) + "/status",
                object("status", object("addresses", addresses, "conditions", List.of(ready))));
        api.merge(
                ResourceKind.LEASE.path(LEASES, node.name()),
                object("spec", object("renewTime", MICRO_TIME.format(now))));
    }

    /** Removes everything that carries the lab's label, and what the agents wrote about the lab's nodes. */
    void removeAll() throws IOException {
        List<ResourceKind> kinds = List.of(
                ResourceKind.SERVICE,
                ResourceKind.ENDPOINT_SLICE,
                ResourceKind.BGP_PEER,
                ResourceKind.SECRET,
                ResourceKind.ROUTING_CONFIG,
                ResourceKind.SERVICE_GROUP,
                ResourceKind.LB_NODE_AGENT,
                ResourceKind.POD,
                ResourceKind.DAEMON_SET,
                ResourceKind.NODE,
                ResourceKind.LEASE,
                ResourceKind.ROLE_BINDING,
                ResourceKind.ROLE,
                ResourceKind.CLUSTER_ROLE_BINDING,
                ResourceKind.CLUSTER_ROLE,
                ResourceKind.SERVICE_ACCOUNT);
        for (ResourceKind kind : kinds) {
            removeLabelled(kind);
        }
        for (LabNode node : LabNetwork.NODES) {
            api.delete(ResourceKind.ROUTING_NODE_STATUS.path("", node.name()));
        }
        removeKinds();
        removeNamespaces();
    }

    private void removeLabelled(ResourceKind kind) throws IOException {
        for (JsonObject item : api.list(kind.everywhere(), LABEL + "=true")) {
            api.delete(kind.collectionOf(item) + "/" + name(item));
        }
    }

    /** A custom kind goes only when nobody else has objects of it. */
    private void removeKinds() throws IOException {
        for (JsonObject definition : api.list(ResourceKind.CUSTOM_RESOURCE_DEFINITION.everywhere(), LABEL + "=true")) {
            JsonObject spec = definition.getAsJsonObject("spec");
            String group = spec.get("group").getAsString();
            String plural = spec.getAsJsonObject("names").get("plural").getAsString();
            boolean inUse = false;
            for (JsonElement version : spec.getAsJsonArray("versions")) {
                String name = version.getAsJsonObject().get("name").getAsString();
                inUse |= !api.list("/apis/" + group + "/" + name + "/" + plural, "")
                        .isEmpty();
            }
            if (!inUse) {
                api.delete(ResourceKind.CUSTOM_RESOURCE_DEFINITION.path("", name(definition)));
            }
        }
    }

    /** A namespace goes only when nobody else has put work into it. */
    private void removeNamespaces() throws IOException {
        for (JsonObject namespace : api.list(ResourceKind.NAMESPACE.everywhere(), LABEL + "=true")) {
            String name = name(namespace);
            boolean inUse = !api.list(ResourceKind.SERVICE.in(name), "").isEmpty()
                    || !api.list(ResourceKind.SERVICE_GROUP.in(name), "").isEmpty()
                    || !api.list("/api/v1/namespaces/" + name + "/pods", "").isEmpty()
                    || !api.list("/api/v1/namespaces/" + name + "/secrets", "").isEmpty();
            if (!inUse) {
                api.delete(ResourceKind.NAMESPACE.path("", name));
            }
        }
    }

    private static JsonObject labels() {
        return object("labels", object(LABEL, "true"));
    }

    private static String name(JsonObject object) {
        return object.getAsJsonObject("metadata").get("name").getAsString();
    }
}
