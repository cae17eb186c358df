package io.routelb.kube.api;

import com.google.gson.ExclusionStrategy;
import com.google.gson.FieldAttributes;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
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
            .registerTypeAdapter(String.class, new SharedStrings())
            .addDeserializationExclusionStrategy(new Bulk())
            .create();

    private KubeJson() {}

    /**
     * For reading; knows the times, quantities, int-or-strings and base64 of the API. Who wrote which field, and which images a node has, is
     * passed over: the greater part of both kinds of object, and nobody here reads it.
     */
    public static Gson gson() {
        return GSON;
    }

    private static final class Bulk implements ExclusionStrategy {
        @Override
        public boolean shouldSkipField(FieldAttributes field) {
            return (field.getDeclaringClass() == V1ObjectMeta.class
                            && field.getName().equals("managedFields"))
                    || (field.getDeclaringClass() == V1NodeStatus.class
                            && field.getName().equals("images"));
        }

        @Override
        public boolean shouldSkipClass(Class<?> type) {
            return false;
        }
    }

    /** An object of the API as JSON; absent fields stay absent. */
    public static JsonObject tree(Object object) {
        return GSON.toJsonTree(object).getAsJsonObject();
    }
}
