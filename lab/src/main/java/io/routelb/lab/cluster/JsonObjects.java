package io.routelb.lab.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;

/** Writing JSON objects in few words. */
public final class JsonObjects {
    private JsonObjects() {}

    /** An object of name and value by turns; values are text, numbers, booleans, JSON, or lists of these. */
    public static JsonObject object(Object... namesAndValues) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.add((String) namesAndValues[i], json(namesAndValues[i + 1]));
        }
        return object;
    }

    private static JsonElement json(Object value) {
        return switch (value) {
            case JsonElement element -> element;
            case String text -> new JsonPrimitive(text);
            case Number number -> new JsonPrimitive(number);
            case Boolean bool -> new JsonPrimitive(bool);
            case List<?> list -> {
                JsonArray array = new JsonArray();
                list.forEach(one -> array.add(json(one)));
                yield array;
            }
            default -> throw new IllegalStateException("no JSON for " + value.getClass());
        };
    }
}
