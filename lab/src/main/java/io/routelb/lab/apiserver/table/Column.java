package io.routelb.lab.apiserver.table;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One column: its heading, and how a cell is made.
 *
 * @param priority 0 is always shown, 1 only with {@code -o wide}
 */
record Column(String name, String type, String format, String description, int priority, Cell cell) {
    /** Makes the cell of one object. */
    interface Cell {
        JsonElement of(JsonObject object, Instant now);
    }

    static Column named() {
        return new Column(
                "Name",
                "string",
                "name",
                "The name, unique within a namespace.",
                0,
                (object, now) -> new JsonPrimitive(Trees.text(object, "metadata", "name")));
    }

    static Column aged() {
        return new Column(
                "Age",
                "string",
                "",
                "How long ago the object was created.",
                0,
                (object, now) ->
                        new JsonPrimitive(Ages.since(Trees.text(object, "metadata", "creationTimestamp"), now)));
    }

    static Column text(String name, Function<JsonObject, String> text) {
        return new Column(name, "string", "", name, 0, (object, now) -> new JsonPrimitive(text.apply(object)));
    }

    static Column wide(String name, Function<JsonObject, String> text) {
        return new Column(name, "string", "", name, 1, (object, now) -> new JsonPrimitive(text.apply(object)));
    }

    static Column number(String name, ToLongFunction<JsonObject> number) {
        return new Column(name, "integer", "", name, 0, (object, now) -> new JsonPrimitive(number.applyAsLong(object)));
    }

    JsonObject definition() {
        JsonObject definition = new JsonObject();
        definition.addProperty("name", name);
        definition.addProperty("type", type);
        definition.addProperty("format", format);
        definition.addProperty("description", description);
        definition.addProperty("priority", priority);
        return definition;
    }
}
