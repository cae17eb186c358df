package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;

/** RFC 7386: objects merge, null deletes, everything else replaces. It cannot fail. */
public final class MergePatch {
    private MergePatch() {}

    /** The document after the patch (RFC 7386 section 2). */
    public static JsonElement apply(JsonElement document, JsonElement patch) {
        if (!(patch instanceof JsonObject changes)) {
            return patch.deepCopy();
        }
        JsonObject result = document instanceof JsonObject object ? object.deepCopy() : new JsonObject();
        for (Map.Entry<String, JsonElement> change : changes.entrySet()) {
            if (change.getValue().isJsonNull()) {
                result.remove(change.getKey());
            } else {
                JsonElement old = result.has(change.getKey()) ? result.get(change.getKey()) : new JsonObject();
                result.add(change.getKey(), apply(old, change.getValue()));
            }
        }
        return result;
    }
}
