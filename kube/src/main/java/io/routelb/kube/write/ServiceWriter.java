package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeApi.PatchType;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.Ingress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a Service what it was decided to be: annotations, finalizers and status in one request to its status subresource, so nobody ever
 * sees half of a decision, and a crash leaves none. The API server takes the metadata of a built-in kind there and ignores only the
 * spec; Kubernetes' own service controller relies on the same.
 *
 * <p>The request carries the resourceVersion the decision was made on: a Service that changed meanwhile is never overwritten. It is a
 * merge patch (RFC 7386); lists are sent whole, which the precondition makes safe.
 */
public final class ServiceWriter {
    private final KubeApi api;
    private final Function<ObjectKey, Optional<V1Service>> known;
    private final Clock clock;

    /** {@code known} gives the Service as last seen, with what the view leaves out: {@code ClusterWatch::service}. */
    public ServiceWriter(ApiClient client, Function<ObjectKey, Optional<V1Service>> known, Clock clock) {
        this.api = new KubeApi(client);
        this.known = known;
        this.clock = clock;
    }

    /**
     * Writes what {@code after} has otherwise than {@code before}: annotations, finalizers, ingress, and the condition of type {@link
     * ServiceView#ADDRESS_ALLOCATED}. Conditions of other types stay as they are. Blocks for one request; none when nothing differs.
     */
    public WriteResult write(ServiceView before, ServiceView after) {
        Optional<V1Service> seen = known.apply(before.key());
        if (seen.isEmpty()) {
            return new WriteResult.Gone();
        }
        V1ObjectMeta metadata = metadata(seen.get());
        if (!before.resourceVersion().equals(metadata.getResourceVersion())) {
            return new WriteResult.Conflict();
        }
        JsonObject patch = new JsonObject();
        addTo(patch, "metadata", metadataPatch(metadata, before, after));
        addTo(patch, "status", statusPatch(seen.get(), before, after));
        if (patch.isEmpty()) {
            return new WriteResult.Written();
        }
        if (!patch.has("metadata")) {
            patch.add("metadata", new JsonObject());
        }
        patch.getAsJsonObject("metadata").addProperty("resourceVersion", before.resourceVersion());
        return send(before.key(), patch);
    }

    private WriteResult send(ObjectKey key, JsonObject patch) {
        try {
            api.patch(KubeKinds.SERVICE.path(key.namespace(), key.name()) + "/status", PatchType.MERGE, patch);
            return new WriteResult.Written();
        } catch (KubeFailure e) {
            return WriteResult.of(e);
        }
    }

    private static JsonObject metadataPatch(V1ObjectMeta now, ServiceView before, ServiceView after) {
        JsonObject annotations = new JsonObject();
        after.annotations().forEach((name, value) -> {
            if (!value.equals(before.annotations().get(name))) {
                annotations.addProperty(name, value);
            }
        });
        before.annotations().keySet().stream()
                .filter(name -> !after.annotations().containsKey(name))
                .forEach(name -> annotations.add(name, JsonNull.INSTANCE));
        JsonObject metadata = new JsonObject();
        addTo(metadata, "annotations", annotations);
        if (!after.finalizers().equals(before.finalizers())) {
            metadata.add("finalizers", finalizers(now, after));
        }
        return metadata;
    }

    /** Those that stay in their order, then the new ones. */
    private static JsonArray finalizers(V1ObjectMeta now, ServiceView after) {
        List<String> present = now.getFinalizers() == null ? List.of() : now.getFinalizers();
        JsonArray finalizers = new JsonArray();
        present.stream().filter(after.finalizers()::contains).forEach(finalizers::add);
        after.finalizers().stream()
                .filter(name -> !present.contains(name))
                .sorted()
                .forEach(finalizers::add);
        return finalizers;
    }

    private JsonObject statusPatch(V1Service seen, ServiceView before, ServiceView after) {
        JsonObject now = seen.getStatus() == null ? new JsonObject() : KubeJson.tree(seen.getStatus());
        JsonObject status = new JsonObject();
        if (!after.ingress().equals(before.ingress())) {
            status.add("loadBalancer", Json.with("ingress", orNull(ingress(now, before, after))));
        }
        JsonArray conditionsNow = Json.array(now, "conditions");
        JsonArray conditions = conditions(conditionsNow, after, metadata(seen).getGeneration());
        if (!conditions.equals(conditionsNow)) {
            status.add("conditions", orNull(conditions));
        }
        return status;
    }

    private JsonArray conditions(JsonArray now, ServiceView after, @Nullable Long generation) {
        Optional<Condition> wanted = after.conditions().stream()
                .filter(condition -> condition.type().equals(ServiceView.ADDRESS_ALLOCATED))
                .findFirst();
        return wanted.map(condition ->
                        ConditionList.with(now, condition, generation == null ? 0 : generation, clock.instant()))
                .orElseGet(() -> ConditionList.without(now, ServiceView.ADDRESS_ALLOCATED));
    }

    /** An entry that stays keeps what the view leaves out of it. */
    private static JsonArray ingress(JsonObject now, ServiceView before, ServiceView after) {
        JsonArray present = Json.array(Json.object(now, "loadBalancer"), "ingress");
        JsonArray entries = new JsonArray();
        for (Ingress wanted : after.ingress()) {
            int index = before.ingress().indexOf(wanted);
            entries.add(index < 0 ? entry(wanted) : withoutEmptyLists(present.get(index)));
        }
        return entries;
    }

    private static JsonObject entry(Ingress wanted) {
        JsonObject entry = new JsonObject();
        entry.addProperty("ip", wanted.ip());
        entry.addProperty("hostname", wanted.hostname());
        entry.addProperty("ipMode", wanted.ipMode());
        entry.entrySet().removeIf(field -> field.getValue().getAsString().isEmpty());
        return entry;
    }

    /** client-java's classes add an empty list of ports to each entry. */
    private static JsonElement withoutEmptyLists(JsonElement entry) {
        if (entry instanceof JsonObject object) {
            object.entrySet().removeIf(field -> field.getValue() instanceof JsonArray list && list.isEmpty());
        }
        return entry;
    }

    private static V1ObjectMeta metadata(V1Service service) {
        return service.getMetadata() == null ? new V1ObjectMeta() : service.getMetadata();
    }

    private static JsonElement orNull(JsonArray list) {
        return list.isEmpty() ? JsonNull.INSTANCE : list;
    }

    private static void addTo(JsonObject object, String field, JsonObject content) {
        if (!content.isEmpty()) {
            object.add(field, content);
        }
    }
}
