package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The lists of {@link StrategicMergePatch}: merging elements by key, and putting them in the order the client asked for. */
final class StrategicList {
    private StrategicList() {}

    static JsonArray merge(JsonArray original, JsonArray patch, ListKeys keys) throws PatchException {
        Optional<String> key = keys.patchMergeKey();
        if (key.isEmpty()) {
            return mergePrimitives(original, patch);
        }
        List<JsonObject> changes = new ArrayList<>();
        boolean replace = false;
        for (JsonElement element : patch) {
            if (!(element instanceof JsonObject change)) {
                throw PatchException.badRequest("elements of a list merged by \"" + key.get() + "\" must be objects");
            }
            if (StrategicMergePatch.directive(change).equals("replace")) {
                replace = true;
            } else {
                changes.add(change);
            }
        }
        JsonArray result = replace ? new JsonArray() : original.deepCopy();
        for (JsonObject change : changes) {
            mergeElement(result, change, key.get(), keys.element());
        }
        return result;
    }

    private static JsonArray mergePrimitives(JsonArray original, JsonArray patch) {
        JsonArray result = original.deepCopy();
        for (JsonElement value : patch) {
            if (!result.contains(value)) {
                result.add(value.deepCopy());
            }
        }
        return result;
    }

    private static void mergeElement(JsonArray result, JsonObject change, String key, ListKeys keys)
            throws PatchException {
        if (!change.has(key)) {
            throw PatchException.badRequest("map: " + change + " does not contain declared merge key: " + key);
        }
        int at = find(result, change, key);
        if (StrategicMergePatch.directive(change).equals("delete")) {
            result.asList().removeIf(element -> same(element, change, key));
        } else if (at < 0) {
            result.add(StrategicMergePatch.mergeObject(new JsonObject(), change, keys));
        } else {
            result.set(at, StrategicMergePatch.mergeObject(result.get(at).getAsJsonObject(), change, keys));
        }
    }

    /** The elements of {@code merged} in the wished order; those not mentioned keep their place of before. */
    static JsonArray order(JsonArray before, JsonArray merged, JsonArray wished, ListKeys keys) {
        String key = keys.patchMergeKey().orElse("");
        List<JsonElement> mentioned = new ArrayList<>();
        List<JsonElement> others = new ArrayList<>();
        merged.forEach(element -> (find(wished, element, key) >= 0 ? mentioned : others).add(element));
        mentioned.sort(Comparator.comparingInt(element -> find(wished, element, key)));
        JsonArray result = new JsonArray();
        int left = 0;
        int right = 0;
        while (left < others.size() || right < mentioned.size()) {
            boolean takeOther = right == mentioned.size()
                    || (left < others.size() && isBefore(before, others.get(left), mentioned.get(right), key));
            result.add(takeOther ? others.get(left++) : mentioned.get(right++));
        }
        return result;
    }

    private static boolean isBefore(JsonArray before, JsonElement left, JsonElement right, String key) {
        int leftAt = find(before, left, key);
        int rightAt = find(before, right, key);
        return leftAt >= 0 && rightAt >= 0 && leftAt < rightAt;
    }

    private static int find(JsonArray list, JsonElement wanted, String key) {
        for (int i = 0; i < list.size(); i++) {
            if (same(list.get(i), wanted, key)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean same(JsonElement one, JsonElement other, String key) {
        if (!key.isEmpty() && one instanceof JsonObject left && other instanceof JsonObject right) {
            return left.has(key) && right.has(key) && left.get(key).equals(right.get(key));
        }
        return one.equals(other);
    }
}
