package io.routelb.cli;

import static io.routelb.cli.Fields.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** Makes a row of a {@link Listing}; what is unknown is left out. */
final class Row {
    private final JsonObject row = new JsonObject();

    Row put(String field, String value) {
        if (!value.isEmpty()) {
            row.addProperty(field, value);
        }
        return this;
    }

    Row put(String field, long value) {
        row.addProperty(field, value);
        return this;
    }

    Row put(String field, boolean value) {
        row.addProperty(field, value);
        return this;
    }

    Row put(String field, List<String> values) {
        if (!values.isEmpty()) {
            JsonArray list = new JsonArray();
            values.forEach(list::add);
            row.add(field, list);
        }
        return this;
    }

    /** The fields of these names, as another object has them. */
    Row take(JsonObject from, String... fields) {
        for (String field : fields) {
            if (from.has(field) && !text(from, field).equals("")) {
                row.add(field, from.get(field));
            } else if (from.get(field) instanceof JsonArray list && !list.isEmpty()) {
                row.add(field, list);
            }
        }
        return this;
    }

    JsonObject done() {
        return row;
    }
}
