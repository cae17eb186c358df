package io.routelb.lab.scenario;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Map;

/** What a scenario or the demo measured, in the order measured; becomes one JSON object on one line. */
public final class Figures {
    private static final Gson GSON = new Gson();

    private final JsonObject json = new JsonObject();

    /** A number, text, boolean, list or map. */
    public Figures put(String name, Object value) {
        json.add(name, GSON.toJsonTree(value));
        return this;
    }

    /** A duration, in seconds with three decimals. */
    public Figures seconds(String name, Duration time) {
        json.addProperty(name, time.toMillis() / 1000.0);
        return this;
    }

    /** Another one's figures under a name. */
    public Figures put(String name, Figures others) {
        json.add(name, others.json);
        return this;
    }

    /** Everything another one holds. */
    public Figures putAll(Figures other) {
        for (Map.Entry<String, JsonElement> entry : other.json.entrySet()) {
            json.add(entry.getKey(), entry.getValue());
        }
        return this;
    }

    /** One line. */
    public String line() {
        return json.toString();
    }
}
