package io.routelb.lab.apiserver.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.apiserver.api.ResourceType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A CRD's schema as a published definition: with the envelope's fields, and for version 2 without what Swagger 2.0 cannot say. */
final class CustomDefinitions {
    private static final Set<String> ONLY_V3 = Set.of("oneOf", "anyOf", "not", "allOf", "nullable");

    private CustomDefinitions() {}

    /** {@code io.purelb.v2.ServiceGroup} for group purelb.io. */
    static String name(ResourceType type) {
        List<String> labels = Arrays.asList(type.group().split("\\.", -1)).reversed();
        return String.join(".", labels) + "." + type.version() + "." + type.kind();
    }

    static JsonObject definition(ResourceType type) {
        JsonObject schema = type.schema().orElseGet(JsonObject::new).deepCopy();
        JsonObject properties = schema.get("properties") instanceof JsonObject own ? own : new JsonObject();
        JsonObject all = new JsonObject();
        all.add("apiVersion", text("The version of the API this object is written in."));
        all.add("kind", text("The kind of this object."));
        JsonObject metadata = new JsonObject();
        metadata.addProperty("description", "Name, namespace, labels and what the server keeps about the object.");
        metadata.addProperty("$ref", ModelDefinitions.REF + ModelDefinitions.OBJECT_META);
        all.add("metadata", metadata);
        properties.entrySet().stream()
                .filter(entry -> !all.has(entry.getKey()))
                .forEach(entry -> all.add(entry.getKey(), entry.getValue()));
        schema.add("properties", all);
        schema.addProperty("type", "object");
        return schema;
    }

    private static JsonObject text(String description) {
        JsonObject schema = new JsonObject();
        schema.addProperty("description", description);
        schema.addProperty("type", "string");
        return schema;
    }

    /** The schema as Swagger 2.0 has it. */
    static JsonObject forV2(JsonObject schema) {
        JsonObject result = new JsonObject();
        for (Map.Entry<String, JsonElement> entry : schema.entrySet()) {
            if (!ONLY_V3.contains(entry.getKey())) {
                result.add(entry.getKey(), below(entry.getKey(), entry.getValue()));
            }
        }
        if (isTrue(schema, "x-kubernetes-int-or-string")) {
            result.addProperty("type", "string");
            result.addProperty("format", "int-or-string");
        } else if (isTrue(schema, "x-kubernetes-preserve-unknown-fields") && !schema.has("properties")) {
            result.remove("type");
        }
        return result;
    }

    private static JsonElement below(String keyword, JsonElement value) {
        if (!(value instanceof JsonObject object)) {
            return value;
        }
        return switch (keyword) {
            case "items", "additionalProperties" -> forV2(object);
            case "properties" -> {
                JsonObject properties = new JsonObject();
                object.entrySet()
                        .forEach(entry -> properties.add(
                                entry.getKey(), forV2(entry.getValue().getAsJsonObject())));
                yield properties;
            }
            default -> value;
        };
    }

    /** The schema as OpenAPI 3.0 has it: references elsewhere, and alone in an {@code allOf} where they have company. */
    static JsonObject forV3(JsonObject schema) {
        JsonObject result = new JsonObject();
        for (Map.Entry<String, JsonElement> entry : schema.entrySet()) {
            switch (entry.getKey()) {
                case "$ref" -> reference(schema, entry.getValue().getAsString(), result);
                case "format" -> format(entry.getValue(), result);
                default -> result.add(entry.getKey(), belowV3(entry.getKey(), entry.getValue()));
            }
        }
        if (result.has("oneOf") && schema.has("format")) {
            result.remove("type");
        }
        return result;
    }

    private static void format(JsonElement format, JsonObject result) {
        result.add("format", format);
        if (format.getAsString().equals("int-or-string")) {
            JsonArray either = new JsonArray();
            for (String type : List.of("integer", "string")) {
                JsonObject choice = new JsonObject();
                choice.addProperty("type", type);
                either.add(choice);
            }
            result.add("oneOf", either);
        }
    }

    private static void reference(JsonObject schema, String target, JsonObject result) {
        JsonObject reference = new JsonObject();
        reference.addProperty("$ref", target.replace(ModelDefinitions.REF, "#/components/schemas/"));
        if (schema.size() == 1) {
            result.add("$ref", reference.get("$ref"));
        } else {
            JsonArray all = new JsonArray();
            all.add(reference);
            result.add("allOf", all);
        }
    }

    private static JsonElement belowV3(String keyword, JsonElement value) {
        if (!(value instanceof JsonObject object)) {
            return value;
        }
        return switch (keyword) {
            case "items", "additionalProperties" -> forV3(object);
            case "properties" -> {
                JsonObject properties = new JsonObject();
                object.entrySet()
                        .forEach(entry -> properties.add(
                                entry.getKey(), forV3(entry.getValue().getAsJsonObject())));
                yield properties;
            }
            default -> value;
        };
    }

    private static boolean isTrue(JsonObject schema, String keyword) {
        return schema.get(keyword) instanceof JsonPrimitive primitive && primitive.getAsBoolean();
    }
}
