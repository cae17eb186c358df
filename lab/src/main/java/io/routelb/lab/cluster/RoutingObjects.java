package io.routelb.lab.cluster;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** BGPPeers and the Secrets they name, the RoutingConfig, written as users would, and what the agents report. */
public final class RoutingObjects {
    private final ClusterApi api;
    private final ClusterObjects objects;

    RoutingObjects(ClusterApi api, ClusterObjects objects) {
        this.api = api;
        this.objects = objects;
    }

    /** Creates the BGPPeer, or merges this into its spec. */
    public void peer(String name, JsonObject spec) throws IOException {
        put(ResourceKind.BGP_PEER, "routelb.io/v1", "BGPPeer", "", name, "spec", spec);
    }

    /** Creates the RoutingConfig, or merges this into its spec. */
    public void config(String name, JsonObject spec) throws IOException {
        put(ResourceKind.ROUTING_CONFIG, "routelb.io/v1", "RoutingConfig", "", name, "spec", spec);
    }

    /** Creates the Secret with that {@code password} in the install namespace, or changes it. */
    public void secret(String name, String password) throws IOException {
        String encoded = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
        put(ResourceKind.SECRET, "v1", "Secret", ClusterObjects.SYSTEM, name, "data", object("password", encoded));
    }

    private void put(
            ResourceKind kind,
            String version,
            String word,
            String namespace,
            String name,
            String field,
            JsonObject content)
            throws IOException {
        if (api.get(kind.path(namespace, name)).isPresent()) {
            api.merge(kind.path(namespace, name), object(field, content));
            return;
        }
        JsonObject metadata = namespace.isEmpty() ? object("name", name) : object("name", name, "namespace", namespace);
        objects.create(kind, object("apiVersion", version, "kind", word, "metadata", metadata, field, content));
    }

    /** Deletes the Secret. */
    public void deleteSecret(String name) throws IOException {
        api.delete(ResourceKind.SECRET.path(ClusterObjects.SYSTEM, name));
    }

    /** Deletes the BGPPeer. */
    public void deletePeer(String name) throws IOException {
        api.delete(ResourceKind.BGP_PEER.path("", name));
    }

    /** Creates the BGPAdvertisement, or merges this into its spec. */
    public void advertisement(String name, JsonObject spec) throws IOException {
        put(ResourceKind.BGP_ADVERTISEMENT, "routelb.io/v1", "BGPAdvertisement", "", name, "spec", spec);
    }

    /** The BGPAdvertisement {@code name} has load balancer addresses told with these attributes. */
    public void attributes(String name, JsonObject attributes) throws IOException {
        advertisement(name, object("sources", List.of("LoadBalancerIP"), "attributes", attributes));
    }

    /** Status and reason of the condition Accepted of the BGPAdvertisement; empty before there is one. */
    public String accepted(String name) throws IOException {
        return accepted(ResourceKind.BGP_ADVERTISEMENT, name);
    }

    /** The same of an object of that kind, as far as what is said is about the object as it is now. */
    public String accepted(ResourceKind kind, String name) throws IOException {
        return condition(kind, name)
                .map(one -> one.status() + " " + one.reason())
                .orElse("");
    }

    /** The sentence of the same condition. */
    public String acceptedMessage(ResourceKind kind, String name) throws IOException {
        return condition(kind, name).map(ObjectCondition::message).orElse("");
    }

    private Optional<ObjectCondition> condition(ResourceKind kind, String name) throws IOException {
        return api.get(kind.path("", name))
                .filter(RoutingObjects::isObserved)
                .flatMap(object -> ObjectCondition.of(object, "Accepted"));
    }

    private static boolean isObserved(JsonObject object) {
        return object.get("status") instanceof JsonObject status
                && status.has("observedGeneration")
                && status.get("observedGeneration")
                        .equals(object.getAsJsonObject("metadata").get("generation"));
    }

    /** Merges these into the Node's annotations; JSON null takes one away. */
    public void annotate(String node, JsonObject annotations) throws IOException {
        api.merge(ResourceKind.NODE.path("", node), object("metadata", object("annotations", annotations)));
    }

    /** The events about the Node. */
    public List<ObjectEvent> nodeEvents(String node) throws IOException {
        return api.list("/apis/events.k8s.io/v1/events", "").stream()
                .filter(event -> event.get("regarding") instanceof JsonObject regarding
                        && regarding.get("kind").getAsString().equals("Node")
                        && regarding.get("name").getAsString().equals(node))
                .map(ObjectEvent::of)
                .toList();
    }

    /** Deletes the BGPAdvertisement. */
    public void deleteAdvertisement(String name) throws IOException {
        api.delete(ResourceKind.BGP_ADVERTISEMENT.path("", name));
    }

    /** Merges this into the spec of the RoutingConfig. */
    public void configure(JsonObject spec) throws IOException {
        api.merge(ResourceKind.ROUTING_CONFIG.path("", "default"), object("spec", spec));
    }

    /** What the agent of the node reports; without members before it has. */
    public JsonObject status(String node) throws IOException {
        return api.get(ResourceKind.ROUTING_NODE_STATUS.path("", node))
                                .orElseGet(JsonObject::new)
                                .get("status")
                        instanceof JsonObject status
                ? status
                : new JsonObject();
    }

    /** The same as text; empty before it has. */
    public String report(String node) throws IOException {
        JsonObject status = status(node);
        return status.isEmpty() ? "" : status.toString();
    }

    /** The node's sessions, as its agent reports them. */
    public List<JsonObject> peers(String node) throws IOException {
        return status(node).get("peers") instanceof JsonArray peers
                ? peers.asList().stream().map(JsonElement::getAsJsonObject).toList()
                : List.of();
    }

    /** Since when the node's session with that address is in its state, as the agent reports; empty when it reports none. */
    public Optional<String> since(String node, String address) throws IOException {
        return peers(node).stream()
                .filter(peer -> peer.get("address").getAsString().equals(address))
                .map(peer -> peer.get("since").getAsString())
                .findFirst();
    }
}
