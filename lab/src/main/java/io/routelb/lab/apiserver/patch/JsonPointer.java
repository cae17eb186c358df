package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** RFC 6901 pointers: parsing, and finding what one points at. Owned by {@link JsonPatch}. */
record JsonPointer(String text, List<String> tokens) {

    static JsonPointer parse(String text) throws PatchException {
        if (text.isEmpty()) {
            return new JsonPointer(text, List.of());
        }
        if (text.charAt(0) != '/') {
            throw PatchException.unprocessable("JSON pointer \"" + text + "\" must be empty or start with '/'");
        }
        List<String> tokens = new ArrayList<>();
        for (String token : text.substring(1).split("/", -1)) {
            tokens.add(unescape(text, token));
        }
        return new JsonPointer(text, List.copyOf(tokens));
    }

    // RFC 6901 section 4: "~1" first, then "~0"; any other use of '~' is an error (section 3).
    private static String unescape(String text, String token) throws PatchException {
        for (int i = token.indexOf('~'); i >= 0; i = token.indexOf('~', i + 1)) {
            if (i + 1 == token.length() || (token.charAt(i + 1) != '0' && token.charAt(i + 1) != '1')) {
                throw PatchException.unprocessable("JSON pointer \"" + text + "\" has '~' without 0 or 1 behind it");
            }
        }
        return token.replace("~1", "/").replace("~0", "~");
    }

    boolean isRoot() {
        return tokens.isEmpty();
    }

    String last() {
        return tokens.getLast();
    }

    boolean isProperPrefixOf(JsonPointer other) {
        return tokens.size() < other.tokens.size()
                && other.tokens.subList(0, tokens.size()).equals(tokens);
    }

    JsonElement find(JsonElement document) throws PatchException {
        return walk(document, tokens.size());
    }

    JsonElement findParent(JsonElement document) throws PatchException {
        return walk(document, tokens.size() - 1);
    }

    private JsonElement walk(JsonElement document, int depth) throws PatchException {
        JsonElement at = document;
        for (String token : tokens.subList(0, depth)) {
            at = step(at, token);
        }
        return at;
    }

    private JsonElement step(JsonElement at, String token) throws PatchException {
        if (at instanceof JsonObject object && object.has(token)) {
            return object.get(token);
        }
        if (at instanceof JsonArray array) {
            return array.get(index(token, array.size() - 1));
        }
        throw missing();
    }

    /** The array index a token means: no sign, no leading zero, at most {@code highest}. */
    int index(String token, int highest) throws PatchException {
        boolean digits =
                !token.isEmpty() && token.length() < 10 && token.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || (token.length() > 1 && token.charAt(0) == '0')) {
            throw PatchException.unprocessable("\"" + token + "\" in \"" + text + "\" is not an array index");
        }
        int index = Integer.parseInt(token);
        if (index > highest) {
            throw PatchException.unprocessable("index " + token + " in \"" + text + "\" is beyond the array");
        }
        return index;
    }

    PatchException missing() {
        return PatchException.unprocessable("path \"" + text + "\" does not exist");
    }
}
