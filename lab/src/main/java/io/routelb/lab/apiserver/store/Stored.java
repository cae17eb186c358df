package io.routelb.lab.apiserver.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * One object at one revision. Immutable by agreement: neither the tree nor the text may be changed by anybody; {@link #copy} gives a
 * tree of one's own.
 *
 * @param tail the object's JSON after {@code apiVersion} and {@code kind}, ending in the closing brace: lists leave those two out,
 *     single objects put the requested version before it
 */
public record Stored(Key key, long revision, JsonObject object, String tail) {
    static Stored of(Key key, long revision, JsonObject object) {
        StringBuilder tail = new StringBuilder(512);
        for (var field : object.entrySet()) {
            if (!field.getKey().equals("apiVersion") && !field.getKey().equals("kind")) {
                tail.append(tail.isEmpty() ? "" : ",")
                        .append(Json.text(field.getKey()))
                        .append(':')
                        .append(Json.text(field.getValue()));
            }
        }
        return new Stored(key, revision, object, tail.append('}').toString());
    }

    /** A tree the caller may change. */
    public JsonObject copy() {
        return object.deepCopy();
    }

    /** The same state said to be of another revision: what a watch sends when an object leaves its selection. */
    public Stored at(long otherRevision) {
        JsonObject copy = copy();
        copy.getAsJsonObject("metadata").addProperty("resourceVersion", Long.toString(otherRevision));
        return of(key, otherRevision, copy);
    }

    public JsonObject metadata() {
        return object.getAsJsonObject("metadata");
    }

    public String uid() {
        JsonElement uid = metadata().get("uid");
        return uid == null ? "" : uid.getAsString();
    }

    /** The whole object as JSON under the given version and kind. */
    public String json(String apiVersion, String kind) {
        return "{\"kind\":" + Json.text(kind) + ",\"apiVersion\":" + Json.text(apiVersion) + "," + tail;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
