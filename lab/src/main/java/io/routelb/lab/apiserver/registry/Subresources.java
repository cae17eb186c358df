package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.KindRules;
import io.routelb.lab.apiserver.store.Json;
import java.util.List;

/** Which part of a sent object counts: status through the subresource, the rest through the object itself. */
final class Subresources {
    private static final List<String> STATUS_METADATA =
            List.of("labels", "annotations", "finalizers", "ownerReferences", "managedFields");

    private Subresources() {}

    /** The old object with the sent status, and with the sent metadata as far as the kind allows. */
    static JsonObject statusOnly(KindRules rules, JsonObject sent, JsonObject old) {
        JsonObject object = old.deepCopy();
        replace(object, sent, "status");
        List<String> fields = rules.statusWritesMetadata() ? STATUS_METADATA : List.of("managedFields");
        JsonObject metadata = Json.ensureObject(object, "metadata");
        fields.forEach(field -> replace(metadata, Json.object(sent, "metadata"), field));
        return object;
    }

    /** The sent object; with the old status where that is a subresource. */
    static JsonObject withoutStatus(ResourceType type, JsonObject sent, JsonObject old) {
        if (type.statusSubresource()) {
            replace(sent, old.deepCopy(), "status");
        }
        return sent;
    }

    /** Counts the generation up when more than metadata and status changed. */
    static void countGeneration(JsonObject object, JsonObject old) {
        if (!desired(object).equals(desired(old))) {
            JsonObject metadata = Json.object(object, "metadata");
            metadata.addProperty("generation", Json.integer(metadata, "generation", 0) + 1);
        }
    }

    private static JsonObject desired(JsonObject object) {
        JsonObject desired = new JsonObject();
        for (var field : object.entrySet()) {
            if (!List.of("metadata", "status", "apiVersion", "kind").contains(field.getKey())) {
                desired.add(field.getKey(), field.getValue());
            }
        }
        return desired;
    }

    private static void replace(JsonObject into, JsonObject from, String field) {
        if (from.has(field)) {
            into.add(field, from.get(field));
        } else {
            into.remove(field);
        }
    }
}
