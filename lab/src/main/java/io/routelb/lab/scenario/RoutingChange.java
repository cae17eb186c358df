package io.routelb.lab.scenario;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** Changes as a merge patch has them. */
final class RoutingChange {
    private RoutingChange() {}

    /** The same with one member more. */
    static JsonObject with(JsonObject change, String member, JsonObject value) {
        change.add(member, value);
        return change;
    }

    /** Takes these members away. */
    static JsonObject without(String... members) {
        JsonObject none = new JsonObject();
        for (String member : members) {
            none.add(member, JsonNull.INSTANCE);
        }
        return none;
    }
}
