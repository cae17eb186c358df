package io.routelb.lab.deploy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Whether whoever read a manifest has all of it. */
public final class Kept {
    private Kept() {}

    /** Whether all that was written is in what is kept; defaults may have been added. */
    public static boolean all(@Nullable JsonElement kept, JsonElement written) {
        if (kept instanceof JsonObject object && written instanceof JsonObject fields) {
            return fields.entrySet().stream().allMatch(field -> all(object.get(field.getKey()), field.getValue()));
        }
        if (kept instanceof JsonArray list && written instanceof JsonArray items) {
            return list.size() == items.size()
                    && IntStream.range(0, items.size()).allMatch(at -> all(list.get(at), items.get(at)));
        }
        return written.equals(kept);
    }
}
