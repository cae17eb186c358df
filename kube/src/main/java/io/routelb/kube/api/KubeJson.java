package io.routelb.kube.api;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.JSON;
import java.time.OffsetDateTime;

/**
 * JSON of the API server to and from classes. client-java's own Gson refuses an object with a field its release does not know, so one
 * newer API server would blind the informers; this one ignores such fields, as Kubernetes clients should.
 */
public final class KubeJson {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(OffsetDateTime.class, new JSON.OffsetDateTimeTypeAdapter())
            .registerTypeAdapter(byte[].class, new JSON.ByteArrayAdapter())
            .create();

    private KubeJson() {}

    /** For reading; knows the times, quantities, int-or-strings and base64 of the API. */
    public static Gson gson() {
        return GSON;
    }

    /** An object of the API as JSON; absent fields stay absent. */
    public static JsonObject tree(Object object) {
        return GSON.toJsonTree(object).getAsJsonObject();
    }
}
