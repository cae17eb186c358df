package io.routelb.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Filling defaults into a tree that belongs to the caller. */
final class Defaulting {
    private Defaulting() {}

    static void fill(JsonElement value, SchemaNode node) {
        if (value instanceof JsonObject object) {
            node.properties().forEach((name, child) -> fillField(object, name, child));
            for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
                Optional.ofNullable(node.properties().get(entry.getKey()))
                        .or(node::additional)
                        .ifPresent(child -> fill(entry.getValue(), child));
            }
        } else if (value instanceof JsonArray array) {
            Optional<SchemaNode> items = node.items();
            items.ifPresent(item -> array.forEach(element -> fill(element, item)));
        }
    }

    private static void fillField(JsonObject object, String name, SchemaNode child) {
        JsonElement present = object.get(name);
        boolean missing = present == null || (present.isJsonNull() && !child.nullable());
        if (missing) {
            child.defaultValue().ifPresent(value -> object.add(name, value.deepCopy()));
        }
    }
}
