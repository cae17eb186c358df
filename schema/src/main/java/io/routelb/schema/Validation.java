package io.routelb.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A value against a node, without CEL: types, scalar keywords, containers and their logic. Errors come in Kubernetes' words. */
final class Validation {
    private Validation() {}

    static void check(JsonElement value, SchemaNode node, String path, List<FieldError> errors) {
        if (value.isJsonNull() && node.nullable()) {
            return;
        }
        Optional<String> wrong = wrongType(value, node);
        if (wrong.isPresent()) {
            errors.add(FieldError.wrongType(path, value, wrong.get()));
            return;
        }
        Keywords.check(value, node, path, errors);
        switch (value) {
            case JsonObject object -> fields(object, node, path, errors);
            case JsonArray array -> elements(array, node, path, errors);
            default -> {
                // A scalar has nothing inside.
            }
        }
        Junctors.check(value, node, path, errors);
    }

    private static Optional<String> wrongType(JsonElement value, SchemaNode node) {
        String actual = FieldError.typeOf(value);
        if (node.intOrString()) {
            boolean fits = actual.equals("integer") || actual.equals("string");
            return fits ? Optional.empty() : Optional.of("integer,string");
        }
        boolean fits = node.type().isEmpty()
                || node.type().equals(actual)
                || (node.type().equals("number") && actual.equals("integer"));
        return fits ? Optional.empty() : Optional.of(node.type());
    }

    private static void fields(JsonObject object, SchemaNode node, String path, List<FieldError> errors) {
        for (String name : node.texts("required")) {
            if (!object.has(name)) {
                errors.add(FieldError.required(FieldPath.child(path, name), ""));
            }
        }
        if (node.embedded()) {
            embedded(object, path, errors);
        }
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
            Optional.ofNullable(node.properties().get(entry.getKey()))
                    .or(node::additional)
                    .ifPresent(child -> check(entry.getValue(), child, FieldPath.child(path, entry.getKey()), errors));
        }
    }

    private static void embedded(JsonObject object, String path, List<FieldError> errors) {
        for (String name : List.of("apiVersion", "kind")) {
            boolean named = object.get(name) instanceof JsonPrimitive primitive
                    && !primitive.getAsString().isEmpty();
            if (!named) {
                errors.add(FieldError.required(FieldPath.child(path, name), "must not be empty"));
            }
        }
    }

    private static void elements(JsonArray array, SchemaNode node, String path, List<FieldError> errors) {
        for (int i = 0; i < array.size(); i++) {
            JsonElement element = array.get(i);
            String at = FieldPath.element(path, i);
            node.items().ifPresent(items -> check(element, items, at, errors));
        }
        Set<JsonElement> seen = new HashSet<>();
        List<String> keys = node.texts("x-kubernetes-list-map-keys");
        for (int i = 0; i < array.size(); i++) {
            Optional<JsonElement> identity = identity(array.get(i), node.listType(), keys);
            if (identity.isPresent() && !seen.add(identity.get())) {
                errors.add(FieldError.of(FieldError.Reason.DUPLICATE, FieldPath.element(path, i), identity.get(), ""));
            }
        }
    }

    private static Optional<JsonElement> identity(JsonElement element, String listType, List<String> keys) {
        return switch (listType) {
            case "set" -> Optional.of(element);
            case "map" -> {
                JsonObject key = new JsonObject();
                if (element instanceof JsonObject object) {
                    keys.stream().filter(object::has).forEach(name -> key.add(name, object.get(name)));
                }
                yield Optional.of(key);
            }
            default -> Optional.empty();
        };
    }

    static List<FieldError> errors(JsonElement value, SchemaNode node, String path) {
        List<FieldError> errors = new ArrayList<>();
        check(value, node, path, errors);
        return errors;
    }
}
