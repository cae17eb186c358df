package io.routelb.lab.apiserver.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.schema.StructuralSchema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Dropping fields a built-in kind does not have, which the real server does by decoding into Go types. */
final class BuiltinPruning {
    private final Definitions definitions;
    private final List<String> unknown = new ArrayList<>();

    private BuiltinPruning(Definitions definitions) {
        this.definitions = definitions;
    }

    static StructuralSchema.Pruned prune(Definitions definitions, ResourceType type, JsonObject object) {
        BuiltinPruning pruning = new BuiltinPruning(definitions);
        JsonObject copy = object.deepCopy();
        definitions.of(type).ifPresent(schema -> pruning.walk(copy, schema, ""));
        return new StructuralSchema.Pruned(copy, List.copyOf(pruning.unknown));
    }

    private void walk(JsonElement value, JsonObject written, String path) {
        JsonObject schema = written.has("$ref")
                ? definitions.resolve(written.get("$ref").getAsString()).orElse(written)
                : written;
        if (value instanceof JsonArray array && schema.get("items") instanceof JsonObject items) {
            for (int i = 0; i < array.size(); i++) {
                walk(array.get(i), items, path + "[" + i + "]");
            }
        } else if (value instanceof JsonObject object && schema.get("properties") instanceof JsonObject properties) {
            fields(object, properties, path);
        } else if (value instanceof JsonObject object
                && schema.get("additionalProperties") instanceof JsonObject additional) {
            object.entrySet().forEach(entry -> walk(entry.getValue(), additional, path + "." + entry.getKey()));
        }
    }

    private void fields(JsonObject object, JsonObject properties, String path) {
        Iterator<Map.Entry<String, JsonElement>> entries = object.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, JsonElement> entry = entries.next();
            String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (properties.get(entry.getKey()) instanceof JsonObject child) {
                walk(entry.getValue(), child, at);
            } else {
                unknown.add(at);
                entries.remove();
            }
        }
    }
}
