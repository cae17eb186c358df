package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import java.util.List;

/**
 * The two shapes of an Event. Stored is core {@code v1}; {@code events.k8s.io/v1} names some fields otherwise. Of every other type the stored
 * shape differs from the presented one in {@code apiVersion} only.
 */
public final class EventForms {
    private record Renamed(String core, String events) {}

    private static final List<Renamed> FIELDS = List.of(
            new Renamed("involvedObject", "regarding"),
            new Renamed("message", "note"),
            new Renamed("reportingComponent", "reportingController"),
            new Renamed("source", "deprecatedSource"),
            new Renamed("firstTimestamp", "deprecatedFirstTimestamp"),
            new Renamed("lastTimestamp", "deprecatedLastTimestamp"),
            new Renamed("count", "deprecatedCount"));

    private EventForms() {}

    /** Whether the type shows its objects in another shape than the stored one. */
    public static boolean differs(ResourceType type) {
        return type.group().equals("events.k8s.io");
    }

    /** A copy of a stored object as the type shows it. */
    public static JsonObject presented(ResourceType type, JsonObject stored) {
        JsonObject object = stored.deepCopy();
        object.addProperty("apiVersion", type.apiVersion());
        if (differs(type)) {
            FIELDS.forEach(field -> rename(object, field.core(), field.events()));
        }
        return object;
    }

    /** The sent object in the shape in which it is stored; changed in place. */
    public static JsonObject stored(ResourceType type, JsonObject sent) {
        if (differs(type)) {
            FIELDS.forEach(field -> rename(sent, field.events(), field.core()));
            sent.addProperty("apiVersion", "v1");
        }
        return sent;
    }

    private static void rename(JsonObject object, String from, String to) {
        if (object.has(from)) {
            object.add(to, object.remove(from));
        }
    }
}
