package io.routelb.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Whether a schema is structural in Kubernetes' sense: every field typed outside of logic, and no keyword that is unknown here. */
final class StructureCheck {
    private static final Set<String> TYPES = Set.of("object", "array", "string", "integer", "number", "boolean");
    private static final Set<String> VALUE_KEYWORDS = Set.of(
            "format",
            "enum",
            "pattern",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "required",
            "properties",
            "items",
            "additionalProperties",
            "allOf",
            "anyOf",
            "oneOf",
            "not");
    private static final Set<String> STRUCTURE_KEYWORDS = Set.of(
            "type",
            "title",
            "description",
            "default",
            "example",
            "externalDocs",
            "nullable",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string",
            "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-map-type",
            "x-kubernetes-validations");
    private static final List<String> LOGIC = List.of("allOf", "anyOf", "oneOf");

    private StructureCheck() {}

    static void root(JsonObject schema, String path, List<FieldError> errors) {
        if (!SchemaNode.text(schema, "type").equals("object")) {
            errors.add(
                    FieldError.invalid(path + ".type", SchemaNode.text(schema, "type"), "must be object at the root"));
        }
        structural(schema, path, "object fields", errors);
    }

    private static void structural(JsonObject schema, String path, String place, List<FieldError> errors) {
        keywords(schema, path, errors);
        type(schema, path, place, errors);
        lists(schema, path, errors);
        if (schema.get("properties") instanceof JsonObject properties) {
            if (schema.get("additionalProperties") instanceof JsonObject) {
                errors.add(FieldError.forbidden(
                        path + ".additionalProperties", "additionalProperties and properties are mutual exclusive"));
            }
            properties
                    .entrySet()
                    .forEach(entry -> child(
                            entry.getValue(), path + ".properties[" + entry.getKey() + "]", "object fields", errors));
        }
        if (schema.get("additionalProperties") instanceof JsonObject additional) {
            child(additional, path + ".additionalProperties", "object fields", errors);
        }
        if (schema.has("items")) {
            child(schema.get("items"), path + ".items", "array items", errors);
        }
        for (String logic : LOGIC) {
            if (schema.get(logic) instanceof JsonArray alternatives) {
                for (int i = 0; i < alternatives.size(); i++) {
                    logical(alternatives.get(i), schema, FieldPath.element(path + "." + logic, i), errors);
                }
            }
        }
        if (schema.has("not")) {
            logical(schema.get("not"), schema, path + ".not", errors);
        }
    }

    private static void child(JsonElement element, String path, String place, List<FieldError> errors) {
        if (element instanceof JsonObject object) {
            structural(object, path, place, errors);
        } else {
            errors.add(FieldError.invalid(path, element, "must be a schema object"));
        }
    }

    private static void keywords(JsonObject schema, String path, List<FieldError> errors) {
        for (String keyword : schema.keySet()) {
            if (!VALUE_KEYWORDS.contains(keyword) && !STRUCTURE_KEYWORDS.contains(keyword)) {
                errors.add(FieldError.forbidden(path + "." + keyword, keyword + " is not supported"));
            }
        }
        if (schema.get("uniqueItems") instanceof JsonPrimitive unique && unique.getAsBoolean()) {
            errors.add(FieldError.forbidden(
                    path + ".uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }
        if (schema.has("x-kubernetes-preserve-unknown-fields")
                && !schema.get("x-kubernetes-preserve-unknown-fields").equals(new JsonPrimitive(true))) {
            errors.add(FieldError.invalid(
                    path + ".x-kubernetes-preserve-unknown-fields",
                    schema.get("x-kubernetes-preserve-unknown-fields"),
                    "must be true or undefined"));
        }
        if (new JsonPrimitive(false).equals(schema.get("additionalProperties"))) {
            errors.add(FieldError.forbidden(
                    path + ".additionalProperties", "additionalProperties cannot be set to false"));
        }
        pattern(schema, path, errors);
    }

    private static void pattern(JsonObject schema, String path, List<FieldError> errors) {
        String pattern = SchemaNode.text(schema, "pattern");
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            errors.add(FieldError.invalid(
                    path + ".pattern",
                    pattern,
                    "must be a valid regular expression, but isn't: " + e.getDescription()));
        }
    }

    private static void type(JsonObject schema, String path, String place, List<FieldError> errors) {
        String type = SchemaNode.text(schema, "type");
        boolean free =
                isTrue(schema, "x-kubernetes-int-or-string") || isTrue(schema, "x-kubernetes-preserve-unknown-fields");
        if (type.isEmpty() && !free) {
            errors.add(FieldError.required(path + ".type", "must not be empty for specified " + place));
        } else if (!type.isEmpty() && !TYPES.contains(type)) {
            errors.add(FieldError.notSupported(
                    path + ".type",
                    new JsonPrimitive(type),
                    TYPES.stream()
                            .sorted()
                            .map(JsonPrimitive::new)
                            .map(JsonElement.class::cast)
                            .toList()));
        }
        if (type.equals("array") && !schema.has("items")) {
            errors.add(FieldError.required(path + ".items", "must be specified"));
        }
        if (!type.isEmpty() && isTrue(schema, "x-kubernetes-int-or-string")) {
            errors.add(FieldError.invalid(path + ".type", type, "must be empty if x-kubernetes-int-or-string is true"));
        }
        if (isTrue(schema, "x-kubernetes-embedded-resource") && !type.equals("object")) {
            errors.add(FieldError.invalid(
                    path + ".type", type, "must be object if x-kubernetes-embedded-resource is true"));
        }
    }

    private static boolean isTrue(JsonObject schema, String keyword) {
        return schema.get(keyword) instanceof JsonPrimitive primitive && primitive.getAsBoolean();
    }

    private static void lists(JsonObject schema, String path, List<FieldError> errors) {
        String listType = SchemaNode.text(schema, "x-kubernetes-list-type");
        JsonElement keys = schema.get("x-kubernetes-list-map-keys");
        if (!listType.isEmpty() && !Set.of("atomic", "set", "map").contains(listType)) {
            errors.add(FieldError.notSupported(
                    path + ".x-kubernetes-list-type",
                    new JsonPrimitive(listType),
                    List.of(new JsonPrimitive("atomic"), new JsonPrimitive("set"), new JsonPrimitive("map"))));
        }
        if (!listType.equals("map")) {
            return;
        }
        if (!(keys instanceof JsonArray names) || names.isEmpty()) {
            errors.add(FieldError.required(
                    path + ".x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
            return;
        }
        JsonObject items = schema.get("items") instanceof JsonObject object ? object : new JsonObject();
        JsonObject properties = items.get("properties") instanceof JsonObject object ? object : new JsonObject();
        for (JsonElement name : names) {
            String key = name.getAsString();
            boolean declared = properties.get(key) instanceof JsonObject;
            boolean required = items.get("required") instanceof JsonArray list && list.contains(name);
            if (!declared) {
                errors.add(FieldError.invalid(
                        path + ".x-kubernetes-list-map-keys", name, "entries must all be names of item properties"));
            } else if (!required && !properties.getAsJsonObject(key).has("default")) {
                errors.add(FieldError.required(
                        path + ".items.properties[" + key + "].default",
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required"
                                + " property"));
            }
        }
    }

    private static void logical(JsonElement element, JsonObject outside, String path, List<FieldError> errors) {
        if (!(element instanceof JsonObject inside)) {
            errors.add(FieldError.invalid(path, element, "must be a schema object"));
            return;
        }
        boolean number = isTrue(outside, "x-kubernetes-int-or-string");
        for (String keyword : inside.keySet()) {
            boolean allowedType = keyword.equals("type") && number;
            if (STRUCTURE_KEYWORDS.contains(keyword) && !allowedType) {
                errors.add(FieldError.forbidden(path + "." + keyword, "must be empty to be structural"));
            }
        }
        JsonObject bare = inside.deepCopy();
        STRUCTURE_KEYWORDS.forEach(bare::remove);
        keywords(bare, path, errors);
        declaredOutside(inside, outside, path, errors);
        for (String logic : LOGIC) {
            if (inside.get(logic) instanceof JsonArray alternatives) {
                for (int i = 0; i < alternatives.size(); i++) {
                    logical(alternatives.get(i), outside, FieldPath.element(path + "." + logic, i), errors);
                }
            }
        }
        if (inside.has("not")) {
            logical(inside.get("not"), outside, path + ".not", errors);
        }
    }

    private static void declaredOutside(JsonObject inside, JsonObject outside, String path, List<FieldError> errors) {
        JsonObject known = outside.get("properties") instanceof JsonObject object ? object : new JsonObject();
        if (inside.get("properties") instanceof JsonObject properties) {
            for (Map.Entry<String, JsonElement> entry : properties.entrySet()) {
                String at = path + ".properties[" + entry.getKey() + "]";
                if (known.get(entry.getKey()) instanceof JsonObject declared) {
                    logical(entry.getValue(), declared, at, errors);
                } else {
                    errors.add(FieldError.required(
                            at, "must also be declared outside of the logical expression to be structural"));
                }
            }
        }
        if (inside.has("items")) {
            if (outside.get("items") instanceof JsonObject declared) {
                logical(inside.get("items"), declared, path + ".items", errors);
            } else {
                errors.add(FieldError.required(
                        path + ".items", "must also be declared outside of the logical expression to be structural"));
            }
        }
        if (inside.has("additionalProperties")) {
            errors.add(FieldError.forbidden(path + ".additionalProperties", "must be undefined to be structural"));
        }
    }

    /** Every declared default must itself be valid and free of undeclared fields. */
    static void defaults(SchemaNode node, String path, List<FieldError> errors) {
        node.defaultValue().ifPresent(value -> {
            String at = path + ".default";
            JsonElement filled = value.deepCopy();
            Defaulting.fill(filled, node);
            errors.addAll(Validation.errors(filled, node, at));
        });
        node.properties().forEach((name, child) -> defaults(child, path + ".properties[" + name + "]", errors));
        node.additional().ifPresent(child -> defaults(child, path + ".additionalProperties", errors));
        node.items().ifPresent(child -> defaults(child, path + ".items", errors));
    }
}
