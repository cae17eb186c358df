package io.routelb.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads fields of an object that may lack any of them: an absent text is empty, an absent number zero, an absent list empty. */
final class Fields {
    private Fields() {}

    static String text(JsonObject object, String... path) {
        JsonElement value = find(object, path);
        return value.isJsonPrimitive() ? value.getAsString() : "";
    }

    static long number(JsonObject object, String... path) {
        JsonElement value = find(object, path);
        return value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber() ? value.getAsLong() : 0;
    }

    static boolean flag(JsonObject object, String... path) {
        JsonElement value = find(object, path);
        return value.isJsonPrimitive() && value.getAsBoolean();
    }

    static List<JsonObject> objects(JsonObject object, String... path) {
        List<JsonObject> found = new ArrayList<>();
        if (find(object, path) instanceof JsonArray array) {
            for (JsonElement element : array) {
                if (element instanceof JsonObject item) {
                    found.add(item);
                }
            }
        }
        return found;
    }

    /** The texts of a list. */
    static List<String> texts(JsonObject object, String... path) {
        List<String> found = new ArrayList<>();
        if (find(object, path) instanceof JsonArray array) {
            for (JsonElement element : array) {
                if (element.isJsonPrimitive()) {
                    found.add(element.getAsString());
                }
            }
        }
        return found;
    }

    static Optional<JsonObject> object(JsonObject object, String... path) {
        return find(object, path) instanceof JsonObject found ? Optional.of(found) : Optional.empty();
    }

    static boolean has(JsonObject object, String... path) {
        return !find(object, path).isJsonNull();
    }

    private static JsonElement find(JsonObject object, String... path) {
        JsonElement at = object;
        for (String step : path) {
            if (!(at instanceof JsonObject here) || !here.has(step)) {
                return JsonNull.INSTANCE;
            }
            at = here.get(step);
        }
        return at;
    }
}
