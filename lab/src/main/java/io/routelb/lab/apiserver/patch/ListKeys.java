package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How one place of an object merges, read from an OpenAPI schema: {@code x-kubernetes-list-type}, {@code -list-map-keys},
 * {@code -map-type} for server-side apply, {@code x-kubernetes-patch-strategy} and {@code -patch-merge-key} for strategic merge.
 * Immutable; made for the root of an object and walked down with it. Where the schema says nothing, maps merge and lists are atomic.
 */
public final class ListKeys {
    /** What identifies the elements of a list. */
    enum ListType {
        ATOMIC,
        SET,
        MAP
    }

    private static final JsonObject NOTHING = new JsonObject();
    // A CRD leaves metadata out of its schema; the API server puts ObjectMeta there.
    private static final JsonObject METADATA = JsonParser.parseString("""
            {"type":"object","properties":{
              "labels":{"type":"object","additionalProperties":{"type":"string"}},
              "annotations":{"type":"object","additionalProperties":{"type":"string"}},
              "finalizers":{"type":"array","x-kubernetes-list-type":"set","x-kubernetes-patch-strategy":"merge"},
              "ownerReferences":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["uid"],
                "x-kubernetes-patch-strategy":"merge","x-kubernetes-patch-merge-key":"uid",
                "items":{"type":"object","x-kubernetes-map-type":"atomic"}}}}""").getAsJsonObject();

    private record NoDefinitions() implements Function<String, Optional<JsonObject>> {
        @Override
        public Optional<JsonObject> apply(String reference) {
            return Optional.empty();
        }
    }

    private final JsonObject schema;
    private final Function<String, Optional<JsonObject>> definitions;
    private final boolean typed;

    private ListKeys(JsonObject schema, Function<String, Optional<JsonObject>> definitions, boolean typed) {
        this.schema = schema;
        this.definitions = definitions;
        this.typed = typed;
    }

    /** For an object of a CustomResourceDefinition: the schema of the version. */
    public static ListKeys ofCustomResource(JsonObject openApiV3Schema) {
        JsonObject root = new JsonObject();
        openApiV3Schema.entrySet().forEach(entry -> root.add(entry.getKey(), entry.getValue()));
        JsonObject properties = object(openApiV3Schema, "properties").deepCopy();
        properties.add("metadata", METADATA);
        root.add("properties", properties);
        return new ListKeys(root, new NoDefinitions(), false);
    }

    /** For a built-in kind: its definition, and where {@code $ref} leads. */
    public static ListKeys ofBuiltin(JsonObject definition, Function<String, Optional<JsonObject>> definitions) {
        return new ListKeys(definition, definitions, true).resolved();
    }

    /** For a kind without a schema: only metadata is known. */
    public static ListKeys unknown() {
        return ofCustomResource(NOTHING);
    }

    ListKeys field(String name) {
        JsonObject properties = object(schema, "properties");
        JsonObject child = properties.has(name) ? object(properties, name) : object(schema, "additionalProperties");
        return new ListKeys(child, definitions, typed).resolved();
    }

    ListKeys element() {
        return new ListKeys(object(schema, "items"), definitions, typed).resolved();
    }

    private ListKeys resolved() {
        Optional<JsonElement> reference = Optional.ofNullable(schema.get("$ref"));
        if (reference.isEmpty()) {
            return this;
        }
        JsonObject merged = new JsonObject();
        definitions
                .apply(reference.get().getAsString())
                .orElse(NOTHING)
                .entrySet()
                .forEach(entry -> merged.add(entry.getKey(), entry.getValue()));
        schema.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("$ref"))
                .forEach(entry -> merged.add(entry.getKey(), entry.getValue()));
        return new ListKeys(merged, definitions, typed);
    }

    /** Whether a null here is as good as nothing, as it is to Go's decoder. */
    boolean dropsNull(String field) {
        return typed || schema.equals(METADATA) || field.equals("metadata");
    }

    boolean declares(String field) {
        return object(schema, "properties").has(field);
    }

    /** Whether a field that is absent still counts as there and empty: the value structs of Kubernetes' Go types. */
    boolean presentWhenAbsent(String field) {
        JsonObject child = object(object(schema, "properties"), field);
        boolean struct = child.get("default") instanceof JsonObject object && object.isEmpty();
        boolean required = child.has("type")
                && child.get("type").getAsString().equals("array")
                && texts("required").contains(field);
        return typed && (struct || required);
    }

    boolean atomicMap() {
        return text("x-kubernetes-map-type").equals("atomic");
    }

    ListType listType() {
        return switch (text("x-kubernetes-list-type")) {
            case "set" -> ListType.SET;
            case "map" -> ListType.MAP;
            default -> ListType.ATOMIC;
        };
    }

    List<String> mapKeys() {
        return texts("x-kubernetes-list-map-keys").stream().sorted().toList();
    }

    Optional<JsonElement> defaultOf(String field) {
        return Optional.ofNullable(object(object(schema, "properties"), field).get("default"));
    }

    Optional<String> patchMergeKey() {
        return Optional.of(text("x-kubernetes-patch-merge-key")).filter(key -> !key.isEmpty());
    }

    Set<String> patchStrategies() {
        return Set.of(text("x-kubernetes-patch-strategy").split(",", -1));
    }

    private String text(String name) {
        return schema.get(name) instanceof JsonPrimitive primitive ? primitive.getAsString() : "";
    }

    private List<String> texts(String name) {
        List<String> found = new ArrayList<>();
        if (schema.get(name) instanceof JsonArray array) {
            array.forEach(element -> found.add(element.getAsString()));
        }
        return found;
    }

    private static JsonObject object(JsonObject holder, String name) {
        return holder.get(name) instanceof JsonObject object ? object : NOTHING;
    }
}
