package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** JSON for tests, with single quotes for readability. */
final class Json {
    private Json() {}

    static JsonElement any(String text) {
        return JsonParser.parseString(text.replace('\'', '"'));
    }

    static JsonObject object(String text) {
        return any(text).getAsJsonObject();
    }

    static JsonArray array(String text) {
        return any(text).getAsJsonArray();
    }
}
