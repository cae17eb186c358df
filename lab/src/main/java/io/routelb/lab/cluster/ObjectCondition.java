package io.routelb.lab.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;

/** What a condition in an object's status says. */
public record ObjectCondition(String status, String reason, String message) {
    /** Of a ServiceGroup: whether it is in force. */
    public static final String ACCEPTED = "Accepted";

    /** Of a ServiceGroup: whether a family has no free address. */
    public static final String EXHAUSTED = "Exhausted";

    static Optional<ObjectCondition> of(JsonObject object, String type) {
        if (!(object.get("status") instanceof JsonObject status)
                || !(status.get("conditions") instanceof JsonArray all)) {
            return Optional.empty();
        }
        for (JsonElement element : all) {
            JsonObject one = element.getAsJsonObject();
            if (one.get("type").getAsString().equals(type)) {
                return Optional.of(new ObjectCondition(text(one, "status"), text(one, "reason"), text(one, "message")));
            }
        }
        return Optional.empty();
    }

    private static String text(JsonObject object, String field) {
        return object.has(field) ? object.get(field).getAsString() : "";
    }
}
