package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeKinds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Reports for one node in the RoutingNodeStatus of its name, which it creates as a dependent of the Node: when the Node goes, so does the
 * report. Remembers what it last wrote; when that has not changed, {@code lastUpdated} alone is written anew, no oftener than every
 * {@link #HEARTBEAT}, so that people see that somebody is there. Owned by one thread.
 */
public final class NodeStatusWriter {
    /** Field manager of the node agents. */
    public static final String FIELD_MANAGER = "routelb-lb-node";

    /** The shortest time between two writes of the same. */
    static final Duration HEARTBEAT = Duration.ofMinutes(1);

    private final KubeApi api;
    private final String node;
    private final Clock clock;
    private Optional<JsonObject> inForce = Optional.empty();

    public NodeStatusWriter(ApiClient client, String node, Clock clock) {
        this.api = new KubeApi(client);
        this.node = node;
        this.clock = clock;
    }

    /**
     * Applies the status if it differs from what is in force. One request when the object exists, up to four the first time. {@code Gone}
     * means that there is no Node of this name.
     */
    public WriteResult write(NodeStatus status) {
        try {
            if (inForce.isEmpty()) {
                inForce = readOrCreate();
                if (inForce.isEmpty()) {
                    return new WriteResult.Gone();
                }
            }
            JsonObject before = inForce.get();
            JsonObject wanted = status.toJson(Json.array(before, "conditions"), clock.instant());
            if (wanted.equals(withoutTime(before)) && isFresh(before)) {
                return new WriteResult.Written();
            }
            wanted.addProperty("lastUpdated", Json.seconds(clock.instant()));
            api.apply(path() + "/status", FIELD_MANAGER, object("status", wanted));
            inForce = Optional.of(wanted);
            return new WriteResult.Written();
        } catch (KubeFailure e) {
            // Whatever is in force now, it is not what we remember: read it again next time.
            inForce = Optional.empty();
            return WriteResult.of(e);
        }
    }

    private boolean isFresh(JsonObject status) {
        try {
            Instant written = Instant.parse(Json.text(status, "lastUpdated"));
            return Duration.between(written, clock.instant()).abs().compareTo(HEARTBEAT) < 0;
        } catch (DateTimeParseException e) {
            return false; // somebody else's; ours is well formed
        }
    }

    private Optional<JsonObject> readOrCreate() throws KubeFailure {
        Optional<JsonObject> existing = api.get(path());
        if (existing.isPresent()) {
            return Optional.of(Json.object(existing.get(), "status"));
        }
        Optional<JsonObject> owner = api.get(KubeKinds.NODE.path("", node));
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        JsonObject reference = new JsonObject();
        reference.addProperty("apiVersion", KubeKinds.NODE.apiVersion());
        reference.addProperty("kind", KubeKinds.NODE.kind());
        reference.addProperty("name", node);
        reference.addProperty("uid", Json.text(Json.object(owner.get(), "metadata"), "uid"));
        JsonArray references = new JsonArray();
        references.add(reference);
        JsonObject object = object("status", new JsonObject());
        Json.object(object, "metadata").add("ownerReferences", references);
        api.create(KubeKinds.ROUTING_NODE_STATUS.path(""), object);
        return Optional.of(new JsonObject());
    }

    private JsonObject object(String field, JsonObject content) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", node);
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", KubeKinds.ROUTING_NODE_STATUS.apiVersion());
        object.addProperty("kind", KubeKinds.ROUTING_NODE_STATUS.kind());
        object.add("metadata", metadata);
        object.add(field, content);
        return object;
    }

    private static JsonObject withoutTime(JsonObject status) {
        JsonObject copy = status.deepCopy();
        copy.remove("lastUpdated");
        return copy;
    }

    private String path() {
        return KubeKinds.ROUTING_NODE_STATUS.path("", node);
    }
}
