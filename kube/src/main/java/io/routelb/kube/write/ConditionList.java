package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.kube.api.Utf8Limit;
import io.routelb.model.Condition;
import java.time.Instant;
import java.util.Optional;

/**
 * A {@code status.conditions} as JSON (KEP-1623): entries of other types are kept as they are, the transition time moves only with the
 * status.
 */
final class ConditionList {
    private ConditionList() {}

    /** {@code existing} with {@code condition} in the place of its type; equal to {@code existing} when nothing is new. */
    static JsonArray with(JsonArray existing, Condition condition, long generation, Instant now) {
        JsonArray result = without(existing, condition.type());
        result.add(entry(find(existing, condition.type()), condition, generation, now));
        return sameEntries(existing, result) ? existing : result;
    }

    /** {@code existing} without the type. */
    static JsonArray without(JsonArray existing, String type) {
        JsonArray result = new JsonArray();
        for (JsonElement element : existing) {
            if (!type.equals(Json.text(element, "type"))) {
                result.add(element);
            }
        }
        return result;
    }

    /** One entry; {@code before} is the entry of the same type as it stands now. */
    static JsonObject entry(Optional<JsonObject> before, Condition condition, long generation, Instant now) {
        String status = condition.status() ? "True" : "False";
        String since = before.filter(old -> status.equals(Json.text(old, "status")))
                .map(old -> Json.text(old, "lastTransitionTime"))
                .filter(time -> !time.isEmpty())
                .orElseGet(() -> Json.seconds(now));
        JsonObject entry = new JsonObject();
        entry.addProperty("type", condition.type());
        entry.addProperty("status", status);
        entry.addProperty("reason", condition.reason());
        entry.addProperty("message", Utf8Limit.cut(condition.message(), Utf8Limit.CONDITION_MESSAGE));
        entry.addProperty("lastTransitionTime", since);
        if (generation > 0) {
            entry.addProperty("observedGeneration", generation);
        }
        return entry;
    }

    static Optional<JsonObject> find(JsonArray conditions, String type) {
        for (JsonElement element : conditions) {
            if (element instanceof JsonObject object && type.equals(Json.text(object, "type"))) {
                return Optional.of(object);
            }
        }
        return Optional.empty();
    }

    private static boolean sameEntries(JsonArray one, JsonArray other) {
        return one.size() == other.size()
                && one.asList().containsAll(other.asList())
                && other.asList().containsAll(one.asList());
    }
}
