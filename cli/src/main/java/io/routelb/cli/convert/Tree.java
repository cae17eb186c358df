package io.routelb.cli.convert;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/** Builds JSON in the order the fields are put; what is absent or empty is left out. */
final class Tree {
    private final JsonObject json = new JsonObject();

    Tree text(String field, String value) {
        if (!value.isEmpty()) {
            json.addProperty(field, value);
        }
        return this;
    }

    Tree number(String field, OptionalLong value) {
        value.ifPresent(number -> json.addProperty(field, number));
        return this;
    }

    Tree number(String field, long value) {
        json.addProperty(field, value);
        return this;
    }

    Tree flag(String field, Optional<Boolean> value) {
        value.ifPresent(flag -> json.addProperty(field, flag));
        return this;
    }

    Tree flag(String field, boolean value) {
        json.addProperty(field, value);
        return this;
    }

    Tree texts(String field, Collection<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return list(field, array);
    }

    Tree list(String field, JsonArray values) {
        if (!values.isEmpty()) {
            json.add(field, values);
        }
        return this;
    }

    Tree tree(String field, JsonObject value) {
        if (!value.isEmpty()) {
            json.add(field, value);
        }
        return this;
    }

    Tree tree(String field, Tree value) {
        return tree(field, value.json);
    }

    /** Also when it is empty. */
    Tree value(String field, JsonElement value) {
        json.add(field, value);
        return this;
    }

    boolean isEmpty() {
        return json.isEmpty();
    }

    JsonObject json() {
        return json;
    }
}
