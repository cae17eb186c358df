package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a JSON tree is once {@link ListKeys} say how its lists are keyed: its fields, a merge of two, one without some fields. */
final class TypedTree {
    private TypedTree() {}

    /** Every field an applied object speaks about: leaves, elements of keyed lists, entries of free maps. */
    static FieldSet fields(JsonElement value, ListKeys keys) {
        FieldSet set = new FieldSet();
        collect(value, keys, set);
        return set;
    }

    private static void collect(JsonElement value, ListKeys keys, FieldSet set) {
        if (isLeaf(value, keys)) {
            set.insert();
        } else if (value instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
                FieldSet child = set.at("f:" + entry.getKey());
                collect(entry.getValue(), keys.field(entry.getKey()), child);
                boolean empty = entry.getValue() instanceof JsonObject below && below.isEmpty();
                if (empty || !keys.declares(entry.getKey())) {
                    child.insert();
                }
            }
        } else if (value instanceof JsonArray array) {
            elements(array, keys).forEach((edge, element) -> {
                FieldSet child = set.at(edge);
                collect(element, keys.element(), child);
                child.insert();
            });
        }
    }

    /** Scalars, null, atomic lists and atomic maps: owned and replaced as one. */
    static boolean isLeaf(JsonElement value, ListKeys keys) {
        if (value instanceof JsonObject) {
            return keys.atomicMap();
        }
        return !(value instanceof JsonArray) || keys.listType() == ListKeys.ListType.ATOMIC;
    }

    /** The elements of a keyed list by their edge in a {@link FieldSet}; of several with one key the last counts. */
    static Map<String, JsonElement> elements(JsonArray array, ListKeys keys) {
        Map<String, JsonElement> found = new LinkedHashMap<>();
        for (int i = 0; i < array.size(); i++) {
            found.put(edge(array.get(i), i, keys), array.get(i));
        }
        return found;
    }

    private static String edge(JsonElement element, int index, ListKeys keys) {
        if (keys.listType() == ListKeys.ListType.SET) {
            return "v:" + element;
        }
        if (!(element instanceof JsonObject object)) {
            return "i:" + index;
        }
        JsonObject key = new JsonObject();
        for (String name : keys.mapKeys()) {
            JsonElement own = object.get(name);
            if (own == null) {
                keys.element().defaultOf(name).ifPresent(value -> key.add(name, value));
            } else {
                key.add(name, own);
            }
        }
        return key.isEmpty() ? "i:" + index : "k:" + key;
    }

    /** A copy without the nulls that decoding would drop, so that {@code creationTimestamp: null} is not a wish. */
    static JsonObject withoutNulls(JsonObject object, ListKeys keys) {
        JsonObject result = new JsonObject();
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
            JsonElement value = entry.getValue();
            if (value instanceof JsonObject below) {
                result.add(entry.getKey(), withoutNulls(below, keys.field(entry.getKey())));
            } else if (!value.isJsonNull() || !keys.dropsNull(entry.getKey())) {
                result.add(entry.getKey(), value.deepCopy());
            }
        }
        return result;
    }

    /** What is live with what is applied laid over it. */
    static JsonElement merge(JsonElement live, JsonElement applied, ListKeys keys) {
        if (live instanceof JsonObject old && applied instanceof JsonObject object && !keys.atomicMap()) {
            JsonObject result = old.deepCopy();
            for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
                JsonElement before = old.get(entry.getKey());
                JsonElement now = entry.getValue();
                result.add(
                        entry.getKey(),
                        before == null ? now.deepCopy() : merge(before, now, keys.field(entry.getKey())));
            }
            return result;
        }
        if (live instanceof JsonArray old && applied instanceof JsonArray list && !isLeaf(list, keys)) {
            return mergeList(elements(old, keys), elements(list, keys), keys.element());
        }
        return applied.deepCopy();
    }

    // The applied order rules; elements only the live list has stay behind the live element they followed.
    private static JsonArray mergeList(Map<String, JsonElement> live, Map<String, JsonElement> applied, ListKeys keys) {
        JsonArray result = new JsonArray();
        List<String> waiting = new ArrayList<>(live.keySet());
        for (Map.Entry<String, JsonElement> entry : applied.entrySet()) {
            JsonElement before = live.get(entry.getKey());
            if (waiting.contains(entry.getKey())) {
                takeOwn(waiting, live, applied, result);
                waiting.remove(entry.getKey());
            }
            result.add(before == null ? entry.getValue().deepCopy() : merge(before, entry.getValue(), keys));
        }
        waiting.stream().filter(edge -> !applied.containsKey(edge)).forEach(edge -> result.add(live.get(edge)));
        return result;
    }

    private static void takeOwn(
            List<String> waiting, Map<String, JsonElement> live, Map<String, JsonElement> applied, JsonArray result) {
        while (!waiting.isEmpty() && !applied.containsKey(waiting.getFirst())) {
            result.add(live.get(waiting.removeFirst()));
        }
    }

    /** The value without the named fields; a map or keyed list that loses its last content goes as well. */
    static JsonElement without(JsonElement value, FieldSet gone, ListKeys keys) {
        if (gone.isEmpty() || isLeaf(value, keys)) {
            return value.deepCopy();
        }
        if (value instanceof JsonObject object) {
            JsonObject result = new JsonObject();
            for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
                FieldSet below = gone.below("f:" + entry.getKey());
                if (!below.isMember()) {
                    JsonElement kept = without(entry.getValue(), below, keys.field(entry.getKey()));
                    if (!hasBecomeEmpty(entry.getValue(), kept)) {
                        result.add(entry.getKey(), kept);
                    }
                }
            }
            return result;
        }
        JsonArray result = new JsonArray();
        elements(value.getAsJsonArray(), keys).forEach((edge, element) -> {
            if (!gone.below(edge).isMember()) {
                result.add(without(element, gone.below(edge), keys.element()));
            }
        });
        return result;
    }

    private static boolean hasBecomeEmpty(JsonElement before, JsonElement after) {
        boolean empty = (after instanceof JsonObject object && object.isEmpty())
                || (after instanceof JsonArray array && array.isEmpty());
        return empty && !before.equals(after);
    }
}
