package io.routelb.lab.cluster;

import com.google.gson.JsonObject;

/** An event about an object, as {@code events.k8s.io} gives it. */
public record ObjectEvent(String type, String reason, String note) {
    static ObjectEvent of(JsonObject event) {
        return new ObjectEvent(text(event, "type"), text(event, "reason"), text(event, "note"));
    }

    private static String text(JsonObject event, String field) {
        return event.has(field) ? event.get(field).getAsString() : "";
    }
}
