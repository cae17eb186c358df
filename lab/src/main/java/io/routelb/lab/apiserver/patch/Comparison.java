package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which fields a write added, removed and modified; a container that came or went counts as a field of its own. */
record Comparison(FieldSet added, FieldSet removed, FieldSet modified) {

    static Comparison of(JsonObject before, JsonObject after, ListKeys keys) {
        Comparison result = new Comparison(new FieldSet(), new FieldSet(), new FieldSet());
        result.walk(Optional.of(before), Optional.of(after), keys);
        return result;
    }

    FieldSet taken() {
        return added.union(modified);
    }

    boolean isSame() {
        return added.isEmpty() && removed.isEmpty() && modified.isEmpty();
    }

    private Comparison at(String edge) {
        return new Comparison(added.at(edge), removed.at(edge), modified.at(edge));
    }

    private void walk(Optional<JsonElement> before, Optional<JsonElement> after, ListKeys keys) {
        JsonElement sample = after.or(() -> before).orElseThrow();
        boolean alike = before.isEmpty()
                || after.isEmpty()
                || before.get().getClass().equals(after.get().getClass());
        if (!alike || TypedTree.isLeaf(sample, keys)) {
            leaf(before, after);
        } else if (sample instanceof JsonObject) {
            fields(before.map(JsonElement::getAsJsonObject), after.map(JsonElement::getAsJsonObject), keys);
        } else {
            elements(before.map(JsonElement::getAsJsonArray), after.map(JsonElement::getAsJsonArray), keys);
        }
    }

    private void fields(Optional<JsonObject> before, Optional<JsonObject> after, ListKeys keys) {
        Set<String> names = new LinkedHashSet<>();
        before.ifPresent(object -> names.addAll(object.keySet()));
        after.ifPresent(object -> names.addAll(object.keySet()));
        for (String name : names) {
            Optional<JsonElement> old = before.flatMap(object -> Optional.ofNullable(object.get(name)));
            Optional<JsonElement> now = after.flatMap(object -> Optional.ofNullable(object.get(name)));
            JsonElement sample = now.or(() -> old).orElseThrow();
            boolean zero = keys.presentWhenAbsent(name);
            at("f:" + name)
                    .item(
                            old.isEmpty() && before.isPresent() && zero ? empty(sample) : old,
                            now.isEmpty() && after.isPresent() && zero ? empty(sample) : now,
                            keys.field(name));
        }
    }

    private static Optional<JsonElement> empty(JsonElement sample) {
        if (sample instanceof JsonObject) {
            return Optional.of(new JsonObject());
        }
        return sample instanceof JsonArray ? Optional.of(new JsonArray()) : Optional.empty();
    }

    private void elements(Optional<JsonArray> before, Optional<JsonArray> after, ListKeys keys) {
        Map<String, JsonElement> old =
                before.map(array -> TypedTree.elements(array, keys)).orElse(Map.of());
        Map<String, JsonElement> now =
                after.map(array -> TypedTree.elements(array, keys)).orElse(Map.of());
        Set<String> edges = new LinkedHashSet<>(old.keySet());
        edges.addAll(now.keySet());
        for (String edge : edges) {
            at(edge).item(Optional.ofNullable(old.get(edge)), Optional.ofNullable(now.get(edge)), keys.element());
        }
    }

    private void item(Optional<JsonElement> before, Optional<JsonElement> after, ListKeys keys) {
        walk(before, after, keys);
        if (before.isEmpty()) {
            added.insert();
        } else if (after.isEmpty()) {
            removed.insert();
        }
    }

    private void leaf(Optional<JsonElement> before, Optional<JsonElement> after) {
        if (before.isEmpty()) {
            added.insert();
        } else if (after.isEmpty()) {
            removed.insert();
        } else if (!before.get().equals(after.get())) {
            modified.insert();
        }
    }
}
