package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeApi.PatchType;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeKinds;
import io.routelb.kube.api.Service;
import io.routelb.kube.api.Service.ConditionEntry;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.Ingress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
    private final Function<ObjectKey, Optional<Service>> known;
    private final Clock clock;

    /** {@code known} gives the Service as last seen, with what the view leaves out: {@code ClusterWatch::service}. */
    public ServiceWriter(ApiClient client, Function<ObjectKey, Optional<Service>> known, Clock clock) {
        this.api = new KubeApi(client);
        this.known = known;
        this.clock = clock;
    }

    /**
     * Writes what {@code after} has otherwise than {@code before}: annotations, finalizers, ingress, and the condition of type {@link
     * ServiceView#ADDRESS_ALLOCATED}. Conditions of other types stay as they are. Blocks for one request; none when nothing differs.
     */
    public WriteResult write(ServiceView before, ServiceView after) {
        Optional<Service> latest = known.apply(before.key());
        if (latest.isEmpty()) {
            return new WriteResult.Gone();
        }
        Service seen = latest.get();
        if (!before.resourceVersion().equals(seen.view().resourceVersion())) {
            return new WriteResult.Conflict();
        }
        JsonObject patch = new JsonObject();
        addTo(patch, "metadata", metadataPatch(seen, before, after));
        addTo(patch, "status", statusPatch(seen, before, after));
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

    private static JsonObject metadataPatch(Service now, ServiceView before, ServiceView after) {
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
    private static JsonArray finalizers(Service now, ServiceView after) {
        List<String> present = now.finalizers();
        JsonArray finalizers = new JsonArray();
        present.stream().filter(after.finalizers()::contains).forEach(finalizers::add);
        after.finalizers().stream()
                .filter(name -> !present.contains(name))
                .sorted()
                .forEach(finalizers::add);
        return finalizers;
    }

    private JsonObject statusPatch(Service now, ServiceView before, ServiceView after) {
        JsonObject status = new JsonObject();
        if (!after.ingress().equals(before.ingress())) {
            status.add("loadBalancer", Json.with("ingress", orNull(ingress(now, before, after))));
        }
        JsonArray conditionsNow = new JsonArray();
        now.conditions().forEach(entry -> conditionsNow.add(entry(entry)));
        JsonArray conditions = conditions(conditionsNow, after, now.generation());
        if (!conditions.equals(conditionsNow)) {
            status.add("conditions", orNull(conditions));
        }
        return status;
    }

    private JsonArray conditions(JsonArray now, ServiceView after, long generation) {
        Optional<Condition> wanted = after.conditions().stream()
                .filter(condition -> condition.type().equals(ServiceView.ADDRESS_ALLOCATED))
                .findFirst();
        return wanted.map(condition -> ConditionList.with(now, condition, generation, clock.instant()))
                .orElseGet(() -> ConditionList.without(now, ServiceView.ADDRESS_ALLOCATED));
    }

    private static JsonObject entry(ConditionEntry written) {
        JsonObject entry = new JsonObject();
        entry.addProperty("type", written.type());
        entry.addProperty("status", written.status());
        entry.addProperty("reason", written.reason());
        entry.addProperty("message", written.message());
        if (!written.since().isEmpty()) {
            entry.addProperty("lastTransitionTime", written.since());
        }
        if (written.observedGeneration() > 0) {
            entry.addProperty("observedGeneration", written.observedGeneration());
        }
        return entry;
    }

    /** An entry that stays keeps what the view leaves out of it. */
    private static JsonArray ingress(Service now, ServiceView before, ServiceView after) {
        JsonArray entries = new JsonArray();
        for (Ingress wanted : after.ingress()) {
            int index = before.ingress().indexOf(wanted);
            JsonObject entry = entry(wanted);
            if (index >= 0) {
                now.ingress().get(index).ports().ifPresent(ports -> entry.add("ports", ports));
            }
            entries.add(entry);
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

    private static JsonElement orNull(JsonArray list) {
        return list.isEmpty() ? JsonNull.INSTANCE : list;
    }

    private static void addTo(JsonObject object, String field, JsonObject content) {
        if (!content.isEmpty()) {
            object.add(field, content);
        }
    }
}
