package io.routelb.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.cel.runtime.CelEvaluationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the compiled rules over an object that is otherwise valid; transition rules only where there is an old value. */
final class RuleEvaluation {
    private RuleEvaluation() {}

    static void check(
            JsonElement value, Optional<JsonElement> old, SchemaNode node, String path, List<FieldError> errors) {
        if (value.isJsonNull()) {
            return;
        }
        if (!node.rules().isEmpty()) {
            rules(value, old, node, path, errors);
        }
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
                Optional<JsonElement> before = old.flatMap(was -> field(was, entry.getKey()));
                SchemaNode declared = node.properties().get(entry.getKey());
                if (declared != null) {
                    check(entry.getValue(), before, declared, FieldPath.child(path, entry.getKey()), errors);
                } else if (node.additional().isPresent()) {
                    String at = path + "[" + entry.getKey() + "]";
                    check(entry.getValue(), before, node.additional().get(), at, errors);
                }
            }
        } else if (value instanceof JsonArray array && node.items().isPresent()) {
            elements(array, old, node, path, errors);
        }
    }

    private static void elements(
            JsonArray array, Optional<JsonElement> old, SchemaNode node, String path, List<FieldError> errors) {
        List<String> keys = node.listType().equals("map") ? node.texts("x-kubernetes-list-map-keys") : List.of();
        SchemaNode items = node.items().orElseThrow();
        for (int i = 0; i < array.size(); i++) {
            JsonElement element = array.get(i);
            Optional<JsonElement> before =
                    keys.isEmpty() ? Optional.empty() : old.flatMap(was -> sameKey(was, element, keys));
            check(element, before, items, FieldPath.element(path, i), errors);
        }
    }

    private static Optional<JsonElement> field(JsonElement holder, String name) {
        return holder instanceof JsonObject object ? Optional.ofNullable(object.get(name)) : Optional.empty();
    }

    private static Optional<JsonElement> sameKey(JsonElement list, JsonElement wanted, List<String> keys) {
        if (!(list instanceof JsonArray array)) {
            return Optional.empty();
        }
        return array.asList().stream()
                .filter(candidate ->
                        keys.stream().allMatch(key -> field(candidate, key).equals(field(wanted, key))))
                .findFirst();
    }

    private static void rules(
            JsonElement value, Optional<JsonElement> old, SchemaNode node, String path, List<FieldError> errors) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("self", CelValues.of(value, Optional.of(node)));
        Optional<JsonElement> present = old.filter(was -> !was.isJsonNull());
        present.ifPresent(was -> variables.put("oldSelf", CelValues.of(was, Optional.of(node))));
        for (CelRule rule : node.rules()) {
            if (!rule.transition() || present.isPresent()) {
                judge(rule, variables, value, path, errors);
            }
        }
    }

    private static void judge(
            CelRule rule, Map<String, Object> variables, JsonElement value, String path, List<FieldError> errors) {
        try {
            if (!rule.holds(variables)) {
                errors.add(failed(rule, value, path + below(rule, path), rule.explain(variables)));
            }
        } catch (CelEvaluationException e) {
            String what = rule.message().isEmpty() ? rule.rule() : rule.message();
            errors.add(failed(rule, value, path, e.getMessage() + " evaluating rule: " + what));
        }
    }

    private static String below(CelRule rule, String path) {
        String below = rule.fieldPath().replace("['", "[").replace("']", "]");
        return path.isEmpty() && below.startsWith(".") ? below.substring(1) : below;
    }

    private static FieldError failed(CelRule rule, JsonElement value, String path, String detail) {
        JsonElement shown = value instanceof JsonPrimitive ? value : new JsonPrimitive(FieldError.typeOf(value));
        return switch (rule.reason()) {
            case REQUIRED -> FieldError.required(path, detail);
            case FORBIDDEN -> FieldError.forbidden(path, detail);
            case DUPLICATE -> FieldError.of(FieldError.Reason.DUPLICATE, path, shown, "");
            case INVALID, TYPE_INVALID, NOT_SUPPORTED, TOO_LONG, TOO_MANY -> FieldError.invalid(path, shown, detail);
        };
    }
}
