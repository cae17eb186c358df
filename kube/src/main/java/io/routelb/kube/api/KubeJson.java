package io.routelb.kube.api;

import com.google.gson.ExclusionStrategy;
import com.google.gson.FieldAttributes;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;

/**
 * JSON of the API server to and from classes. client-java's own Gson refuses an object with a field its release does not know, so one
 * newer API server would blind the informers; this one ignores such fields, as Kubernetes clients should.
 */
public final class KubeJson {
    /** The annotation in which kubectl keeps the whole manifest; nobody here reads it, and it is as large as the rest. */
    public static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private static final SharedStrings STRINGS = new SharedStrings();
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(OffsetDateTime.class, new JSON.OffsetDateTimeTypeAdapter())
            .registerTypeAdapter(byte[].class, new JSON.ByteArrayAdapter())
            .registerTypeAdapter(String.class, STRINGS)
            .registerTypeAdapter(Service.class, new ServiceAdapter(STRINGS))
            .registerTypeAdapter(EndpointSlice.class, new EndpointSliceAdapter(STRINGS))
            .addDeserializationExclusionStrategy(new Bulk())
            .create();

    private KubeJson() {}

    /**
     * For reading; knows the times, quantities, int-or-strings and base64 of the API. What {@link Bulk} names is passed over: the greater part
     * of the objects a large cluster is made of, and nobody here reads it.
     */
    public static Gson gson() {
        return GSON;
    }

    /** Fields that are not read, by the class that declares them. */
    private static final class Bulk implements ExclusionStrategy {
        private static final Map<Class<?>, Set<String>> FIELDS = Map.of(
                V1ObjectMeta.class, Set.of("managedFields", "ownerReferences", "selfLink", "generateName"),
                V1NodeStatus.class,
                        Set.of(
                                "images",
                                "capacity",
                                "allocatable",
                                "nodeInfo",
                                "volumesAttached",
                                "volumesInUse",
                                "daemonEndpoints",
                                "runtimeHandlers",
                                "features"),
                V1NodeCondition.class, Set.of("message", "reason", "lastHeartbeatTime", "lastTransitionTime"));

        @Override
        public boolean shouldSkipField(FieldAttributes field) {
            return FIELDS.getOrDefault(field.getDeclaringClass(), Set.of()).contains(field.getName());
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
