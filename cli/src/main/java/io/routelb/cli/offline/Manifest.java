package io.routelb.cli.offline;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;

/**
 * One object as it was written.
 *
 * @param source the file, or {@code -}
 * @param line where the object begins, from 1
 * @param json of the object
 * @param lines of its fields, by path such as {@code spec.peers[0].address}
 */
public record Manifest(String source, int line, JsonObject json, Map<String, Integer> lines) {
    public Manifest {
        lines = Map.copyOf(lines);
    }

    /** {@code group/version}, as written. */
    public String apiVersion() {
        return text(json, "apiVersion");
    }

    /** The API group; empty for the core one. */
    public String group() {
        int slash = apiVersion().indexOf('/');
        return slash < 0 ? "" : apiVersion().substring(0, slash);
    }

    /** The version within the group. */
    public String version() {
        return apiVersion().substring(apiVersion().indexOf('/') + 1);
    }

    public String kind() {
        return text(json, "kind");
    }

    public String name() {
        return text(metadata(), "name");
    }

    /** Empty when none is written. */
    public String namespace() {
        return text(metadata(), "namespace");
    }

    /** Empty when there is none. */
    public JsonObject metadata() {
        return json.get("metadata") instanceof JsonObject metadata ? metadata : new JsonObject();
    }

    /** {@code Kind namespace/name}, for people. */
    public String title() {
        return kind() + " " + (namespace().isEmpty() ? name() : namespace() + "/" + name());
    }

    /** {@code file:line} of the object. */
    public String where() {
        return source + ":" + line;
    }

    /** {@code file:line} of a field, or of the nearest that holds it. */
    public String where(String path) {
        String at = path;
        while (!at.isEmpty()) {
            Integer known = lines.get(at);
            if (known != null) {
                return source + ":" + known;
            }
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return where();
    }

    private static String text(JsonObject object, String field) {
        return object.get(field) instanceof JsonPrimitive text ? text.getAsString() : "";
    }
}
