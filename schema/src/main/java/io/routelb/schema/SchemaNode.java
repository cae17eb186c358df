package io.routelb.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One checked node of a structural schema, with its patterns and rules compiled. Made by {@link StructuralSchema}; immutable.
 *
 * @param json the node as written, for its scalar keywords
 * @param additional schema of the values of a free map
 * @param rules {@code x-kubernetes-validations}, compiled
 */
record SchemaNode(
        JsonObject json,
        String type,
        Map<String, SchemaNode> properties,
        Optional<SchemaNode> additional,
        Optional<SchemaNode> items,
        List<SchemaNode> allOf,
        List<SchemaNode> anyOf,
        List<SchemaNode> oneOf,
        Optional<SchemaNode> not,
        Optional<Pattern> pattern,
        List<CelRule> rules) {

    /** Turns checked JSON into a node without rules. */
    static SchemaNode of(JsonObject json) {
        Map<String, SchemaNode> properties = new LinkedHashMap<>();
        if (json.get("properties") instanceof JsonObject declared) {
            declared.entrySet().forEach(entry -> properties.put(entry.getKey(), of(asObject(entry.getValue()))));
        }
        return new SchemaNode(
                json,
                text(json, "type"),
                properties,
                child(json, "additionalProperties"),
                child(json, "items"),
                children(json, "allOf"),
                children(json, "anyOf"),
                children(json, "oneOf"),
                child(json, "not"),
                Optional.of(text(json, "pattern")).filter(p -> !p.isEmpty()).map(Pattern::compile),
                List.of());
    }

    SchemaNode with(
            Map<String, SchemaNode> newProperties,
            Optional<SchemaNode> newAdditional,
            Optional<SchemaNode> newItems,
            List<CelRule> newRules) {
        return new SchemaNode(
                json, type, newProperties, newAdditional, newItems, allOf, anyOf, oneOf, not, pattern, newRules);
    }

    boolean preservesUnknown() {
        return flag("x-kubernetes-preserve-unknown-fields") || flagTrue(json.get("additionalProperties"));
    }

    boolean intOrString() {
        return flag("x-kubernetes-int-or-string");
    }

    boolean embedded() {
        return flag("x-kubernetes-embedded-resource");
    }

    boolean nullable() {
        return flag("nullable");
    }

    Optional<JsonElement> defaultValue() {
        return Optional.ofNullable(json.get("default"));
    }

    String format() {
        return text(json, "format");
    }

    String listType() {
        return text(json, "x-kubernetes-list-type");
    }

    List<String> texts(String keyword) {
        List<String> found = new ArrayList<>();
        if (json.get(keyword) instanceof JsonArray array) {
            array.forEach(element -> found.add(element.getAsString()));
        }
        return found;
    }

    boolean flag(String keyword) {
        return flagTrue(json.get(keyword));
    }

    Optional<JsonPrimitive> number(String keyword) {
        return json.get(keyword) instanceof JsonPrimitive primitive && primitive.isNumber()
                ? Optional.of(primitive)
                : Optional.empty();
    }

    private static boolean flagTrue(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isBoolean() && primitive.getAsBoolean();
    }

    static String text(JsonObject json, String keyword) {
        return json.get(keyword) instanceof JsonPrimitive primitive ? primitive.getAsString() : "";
    }

    private static JsonObject asObject(JsonElement element) {
        return element instanceof JsonObject object ? object : new JsonObject();
    }

    private static Optional<SchemaNode> child(JsonObject json, String keyword) {
        return json.get(keyword) instanceof JsonObject object ? Optional.of(of(object)) : Optional.empty();
    }

    private static List<SchemaNode> children(JsonObject json, String keyword) {
        List<SchemaNode> found = new ArrayList<>();
        if (json.get(keyword) instanceof JsonArray array) {
            array.forEach(element -> found.add(of(asObject(element))));
        }
        return found;
    }
}
