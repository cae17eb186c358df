package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;

/**
 * Kubernetes' strategic merge patch: a merge patch in which lists of known kinds merge by key, with the directives {@code $patch},
 * {@code $retainKeys}, {@code $deleteFromPrimitiveList} and {@code $setElementOrder}. For built-in kinds only: a custom resource
 * answers 415, which is the caller's to say.
 */
public final class StrategicMergePatch {
    static final String PATCH = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private StrategicMergePatch() {}

    /** The document after the patch; 400 for a directive or element that makes no sense. */
    public static JsonObject apply(JsonObject document, JsonObject patch, ListKeys keys) throws PatchException {
        return mergeObject(document, patch, keys);
    }

    static JsonObject mergeObject(JsonObject original, JsonObject patch, ListKeys keys) throws PatchException {
        return switch (directive(patch)) {
            case "replace" -> withoutDirective(patch);
            case "delete" -> new JsonObject();
            case "", "merge" -> mergeFields(original, patch, keys);
            default -> throw PatchException.badRequest("unknown $patch directive \"" + directive(patch) + "\"");
        };
    }

    private static JsonObject withoutDirective(JsonObject patch) {
        JsonObject replaced = patch.deepCopy();
        replaced.remove(PATCH);
        return replaced;
    }

    private static JsonObject mergeFields(JsonObject original, JsonObject patch, ListKeys keys) throws PatchException {
        JsonObject result = original.deepCopy();
        if (patch.has(RETAIN)) {
            retain(result, patch);
        }
        for (Map.Entry<String, JsonElement> change : patch.entrySet()) {
            String name = change.getKey();
            if (name.startsWith(DELETE_PRIMITIVES)) {
                deletePrimitives(result, name.substring(DELETE_PRIMITIVES.length()), array(name, change.getValue()));
            } else if (!name.startsWith("$")) {
                mergeField(result, name, change.getValue(), patch, keys.field(name));
            }
        }
        for (Map.Entry<String, JsonElement> change : patch.entrySet()) {
            if (change.getKey().startsWith(ORDER)) {
                String name = change.getKey().substring(ORDER.length());
                if (!patch.has(name) && result.get(name) instanceof JsonArray list) {
                    JsonArray order = array(change.getKey(), change.getValue());
                    result.add(name, StrategicList.order(list, list, order, keys.field(name)));
                }
            }
        }
        return result;
    }

    private static void mergeField(JsonObject result, String name, JsonElement value, JsonObject patch, ListKeys keys)
            throws PatchException {
        if (value.isJsonNull()) {
            result.remove(name);
            return;
        }
        JsonElement old = result.get(name);
        boolean replace = keys.patchStrategies().contains("replace");
        if (value instanceof JsonObject changes && !replace) {
            result.add(name, mergeObject(old instanceof JsonObject o ? o : new JsonObject(), changes, keys));
        } else if (value instanceof JsonArray changes && keys.patchStrategies().contains("merge")) {
            JsonArray before = old instanceof JsonArray list ? list : new JsonArray();
            JsonArray merged = StrategicList.merge(before, changes, keys);
            boolean ordered = patch.get(ORDER + name) instanceof JsonArray;
            result.add(
                    name,
                    ordered ? StrategicList.order(before, merged, patch.getAsJsonArray(ORDER + name), keys) : merged);
        } else {
            result.add(name, value.deepCopy());
        }
    }

    private static void retain(JsonObject result, JsonObject patch) throws PatchException {
        JsonArray retained = array(RETAIN, patch.get(RETAIN));
        for (String name : patch.keySet()) {
            if (!name.startsWith("$") && !retained.contains(new JsonPrimitive(name))) {
                throw PatchException.badRequest(
                        "$retainKeys must list every field of the patch, \"" + name + "\" is missing");
            }
        }
        result.keySet().removeIf(name -> !retained.contains(new JsonPrimitive(name)));
    }

    private static void deletePrimitives(JsonObject result, String name, JsonArray values) {
        if (result.get(name) instanceof JsonArray list) {
            values.forEach(value -> list.asList().removeIf(value::equals));
        }
    }

    private static JsonArray array(String name, JsonElement value) throws PatchException {
        if (value instanceof JsonArray array) {
            return array;
        }
        throw PatchException.badRequest(name + " must be a list");
    }

    static String directive(JsonObject patch) {
        return patch.get(PATCH) instanceof JsonPrimitive primitive ? primitive.getAsString() : "";
    }
}
