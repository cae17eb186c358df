package io.routelb.lab.deploy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** JSON in one order, and whole numbers written in one way, so that texts of equal objects are equal. */
final class Sorted {
    private Sorted() {}

    /** Lists of objects with names or mount paths, which Kubernetes takes as sets, are sorted by these; fields by their names. */
    static JsonObject object(JsonObject object) {
        JsonObject sorted = new JsonObject();
        new TreeMap<>(object.asMap()).forEach((name, value) -> sorted.add(name, element(value)));
        return sorted;
    }

    private static JsonElement element(JsonElement value) {
        if (value instanceof JsonObject object) {
            return object(object);
        }
        if (value instanceof JsonArray array) {
            return array(array);
        }
        return value instanceof JsonPrimitive number && number.isNumber() && number.getAsDouble() == number.getAsLong()
                ? new JsonPrimitive(number.getAsLong())
                : value;
    }

    private static JsonArray array(JsonArray array) {
        List<JsonElement> items =
                new ArrayList<>(array.asList().stream().map(Sorted::element).toList());
        items.sort(Comparator.comparing(Sorted::key));
        JsonArray sorted = new JsonArray();
        items.forEach(sorted::add);
        return sorted;
    }

    private static String key(JsonElement item) {
        return item instanceof JsonObject object && object.has("mountPath")
                ? object.get("mountPath").getAsString()
                : item instanceof JsonObject object && object.has("name")
                        ? object.get("name").getAsString()
                        : "";
    }
}
