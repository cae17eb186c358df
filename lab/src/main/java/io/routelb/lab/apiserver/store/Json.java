package io.routelb.lab.apiserver.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reading Gson trees without casts: an absent field and one of the wrong type both read as the empty value. */
public final class Json {
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private Json() {}

    /** Compact JSON; nulls are kept, HTML is not escaped. */
    public static String text(JsonElement element) {
        return GSON.toJson(element);
    }

    /** A JSON string literal. */
    public static String text(String value) {
        return GSON.toJson(new JsonPrimitive(value));
    }

    /** The object in a field; a new one that belongs to nobody when there is none. */
    public static JsonObject object(JsonObject parent, String field) {
        return parent.get(field) instanceof JsonObject child ? child : new JsonObject();
    }

    /** The object in a field, put there when there is none. */
    public static JsonObject ensureObject(JsonObject parent, String field) {
        if (parent.get(field) instanceof JsonObject child) {
            return child;
        }
        JsonObject child = new JsonObject();
        parent.add(field, child);
        return child;
    }

    /** The array in a field; a new one that belongs to nobody when there is none. */
    public static JsonArray array(JsonObject parent, String field) {
        return parent.get(field) instanceof JsonArray child ? child : new JsonArray();
    }

    /** The objects in an array field; other elements are left out. */
    public static List<JsonObject> objects(JsonObject parent, String field) {
        List<JsonObject> found = new ArrayList<>();
        for (JsonElement element : array(parent, field)) {
            if (element instanceof JsonObject object) {
                found.add(object);
            }
        }
        return found;
    }

    /** The strings in an array field; other elements are left out. */
    public static List<String> strings(JsonObject parent, String field) {
        List<String> found = new ArrayList<>();
        for (JsonElement element : array(parent, field)) {
            if (element instanceof JsonPrimitive value && value.isString()) {
                found.add(value.getAsString());
            }
        }
        return found;
    }

    /** The text of a string, number or boolean field, else the empty string. */
    public static String string(JsonObject parent, String field) {
        return string(parent.get(field));
    }

    /** The text of a string, number or boolean, else the empty string. */
    public static String string(@Nullable JsonElement element) {
        return element instanceof JsonPrimitive value ? value.getAsString() : "";
    }

    /** The number in a field as an int, or {@code otherwise} when it is absent or not a number. */
    public static int integer(JsonObject parent, String field, int otherwise) {
        return parent.get(field) instanceof JsonPrimitive value && value.isNumber() ? value.getAsInt() : otherwise;
    }

    /** Whether a field is {@code true}. */
    public static boolean isTrue(JsonObject parent, String field) {
        return parent.get(field) instanceof JsonPrimitive value && value.isBoolean() && value.getAsBoolean();
    }

    /** Whether a field is absent, null or the empty string. */
    public static boolean isUnset(JsonObject parent, String field) {
        JsonElement element = parent.get(field);
        return element == null
                || element.isJsonNull()
                || (element instanceof JsonPrimitive value
                        && value.isString()
                        && value.getAsString().isEmpty());
    }

    /** Takes the null fields out of an object and all objects below it. */
    public static void dropNulls(JsonElement element) {
        if (element instanceof JsonObject object) {
            object.entrySet().removeIf(field -> field.getValue().isJsonNull());
            object.entrySet().forEach(field -> dropNulls(field.getValue()));
        } else if (element instanceof JsonArray array) {
            array.forEach(Json::dropNulls);
        }
    }

    /** An array of strings. */
    public static JsonArray stringArray(Iterable<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }
}
