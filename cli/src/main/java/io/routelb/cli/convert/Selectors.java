package io.routelb.cli.convert;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.LabelSelector;
import io.routelb.model.LabelSelector.Operator;
import io.routelb.model.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Label selectors of Kubernetes, as they are written. */
final class Selectors {
    static final String HOSTNAME = "kubernetes.io/hostname";

    private Selectors() {}

    /** The same as the model has it. */
    static LabelSelector parse(Written selector) throws ManifestException {
        List<Requirement> requirements = new ArrayList<>();
        for (Written expression : selector.objects("matchExpressions")) {
            Operator operator = switch (expression.text("operator")) {
                case "In" -> Operator.IN;
                case "NotIn" -> Operator.NOT_IN;
                case "Exists" -> Operator.EXISTS;
                case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
                default -> throw expression.wrong("operator", "In, NotIn, Exists or DoesNotExist");
            };
            requirements.add(new Requirement(expression.text("key"), operator, Set.copyOf(expression.texts("values"))));
        }
        return new LabelSelector(map(selector.tree("matchLabels")), requirements);
    }

    /** Labels, or whatever else is a map of texts. */
    static Map<String, String> map(JsonObject json) {
        Map<String, String> map = new HashMap<>();
        json.entrySet().forEach(entry -> {
            if (entry.getValue() instanceof JsonPrimitive value) {
                map.put(entry.getKey(), value.getAsString());
            }
        });
        return map;
    }

    static Map<String, String> labels(Manifest manifest) {
        return manifest.metadata().get("labels") instanceof JsonObject labels ? map(labels) : Map.of();
    }

    /** Nodes of these names, by the label that every kubelet sets. */
    static JsonObject hosts(List<String> names) {
        return names.size() == 1
                ? new Tree()
                        .tree("matchLabels", new Tree().text(HOSTNAME, names.getFirst()))
                        .json()
                : expression(HOSTNAME, "In", names);
    }

    /**
     * Of a list of selectors, any of which is enough, as few as say the same: those that name one value of one key become one. An empty list
     * is one that selects everything.
     */
    static List<JsonObject> anyOf(List<Written> selectors) {
        Set<String> values = new LinkedHashSet<>();
        Set<String> keys = new LinkedHashSet<>();
        List<JsonObject> all = new ArrayList<>();
        boolean simple = true;
        for (Written selector : selectors) {
            JsonObject json = selector.json();
            selector.ignore("matchLabels", "matchExpressions");
            all.add(json);
            simple &= values(json, keys, values);
        }
        if (all.isEmpty() || all.stream().anyMatch(JsonObject::isEmpty)) {
            return List.of(new JsonObject());
        }
        return all.size() > 1 && simple && keys.size() == 1
                ? List.of(expression(keys.iterator().next(), "In", List.copyOf(values)))
                : all;
    }

    /** The selector, but for nodes of these names. */
    static JsonObject without(JsonObject selector, List<String> names) {
        JsonObject rest = selector.deepCopy();
        if (!names.isEmpty()) {
            JsonArray expressions =
                    rest.get("matchExpressions") instanceof JsonArray written ? written : new JsonArray();
            expressions.addAll(expression(HOSTNAME, "NotIn", names).getAsJsonArray("matchExpressions"));
            rest.add("matchExpressions", expressions);
        }
        return rest;
    }

    private static JsonObject expression(String key, String operator, List<String> values) {
        JsonArray expressions = new JsonArray();
        expressions.add(new Tree()
                .text("key", key)
                .text("operator", operator)
                .texts("values", values)
                .json());
        return new Tree().list("matchExpressions", expressions).json();
    }

    /** Whether the selector names values of one key and nothing else. */
    private static boolean values(JsonObject selector, Set<String> keys, Set<String> values) {
        JsonElement labels = selector.get("matchLabels");
        JsonElement expressions = selector.get("matchExpressions");
        if (expressions == null && labels instanceof JsonObject map && map.size() == 1) {
            keys.addAll(map.keySet());
            values.addAll(map(map).values());
            return true;
        }
        if (labels == null
                && expressions instanceof JsonArray array
                && array.size() == 1
                && array.get(0) instanceof JsonObject expression
                && new JsonPrimitive("In").equals(expression.get("operator"))
                && expression.get("key") instanceof JsonPrimitive key
                && expression.get("values") instanceof JsonArray named) {
            keys.add(key.getAsString());
            named.forEach(value -> values.add(value.getAsString()));
            return true;
        }
        return false;
    }
}
