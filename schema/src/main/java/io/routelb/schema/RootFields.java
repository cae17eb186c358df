package io.routelb.schema;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Map;

/** What every object and embedded object has though its schema need not say so: apiVersion, kind and metadata. */
final class RootFields {
    private static final JsonObject FIELDS = JsonParser.parseString("""
            {"apiVersion":{"type":"string"},"kind":{"type":"string"},
             "metadata":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
               "properties":{"name":{"type":"string"},"generateName":{"type":"string"}}}}""").getAsJsonObject();

    private RootFields() {}

    /** The schema with the three fields; what the schema says of metadata's name is kept. */
    static JsonObject added(JsonObject schema) {
        JsonObject result = schema.deepCopy();
        JsonObject properties =
                schema.get("properties") instanceof JsonObject object ? object.deepCopy() : new JsonObject();
        for (Map.Entry<String, JsonElement> field : FIELDS.entrySet()) {
            JsonObject merged = field.getValue().getAsJsonObject().deepCopy();
            if (properties.get(field.getKey()) instanceof JsonObject own) {
                own.entrySet().forEach(entry -> mergeInto(merged, entry.getKey(), entry.getValue()));
            }
            properties.add(field.getKey(), merged);
        }
        result.add("properties", properties);
        return result;
    }

    private static void mergeInto(JsonObject merged, String name, JsonElement value) {
        if (name.equals("properties") && merged.get(name) instanceof JsonObject known) {
            value.getAsJsonObject().entrySet().forEach(entry -> known.add(entry.getKey(), entry.getValue()));
        } else {
            merged.add(name, value);
        }
    }
}
