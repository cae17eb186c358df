package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;

/** Reading JSON objects whose fields may be absent, and building small ones. */
final class Json {
    private Json() {}

    /** The object at {@code field}, or an empty one that is not attached. */
    static JsonObject object(JsonElement parent, String field) {
        return parent instanceof JsonObject object && object.get(field) instanceof JsonObject child
                ? child
                : new JsonObject();
    }

    /** The array at {@code field}, or an empty one that is not attached. */
    static JsonArray array(JsonElement parent, String field) {
        return parent instanceof JsonObject object && object.get(field) instanceof JsonArray child
                ? child
                : new JsonArray();
    }

    /** The text or number at {@code field}, or empty text. */
    static String text(JsonElement parent, String field) {
        return parent instanceof JsonObject object && object.get(field) instanceof JsonPrimitive value
                ? value.getAsString()
                : "";
    }

    /** The number at {@code field}, or 0. */
    static long number(JsonElement parent, String field) {
        String text = text(parent, field);
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    static JsonArray strings(Collection<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    static JsonObject map(Map<String, String> values) {
        JsonObject object = new JsonObject();
        values.forEach(object::addProperty);
        return object;
    }

    /** RFC 3339 to the second, as Kubernetes writes times. */
    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@code 90s}, {@code 333ms}. */
    static String duration(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    /** An object with one child. */
    static JsonObject with(String field, JsonElement child) {
        JsonObject object = new JsonObject();
        object.add(field, child);
        return object;
    }
}
