package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reports on an LBNodeAgent by server-side apply. One of the agents it applies to does so, so that they do not overwrite each other.
 * Remembers since when each condition has its status; after a restart that time is the restart's. Owned by one thread.
 */
public final class NodeAgentStatusWriter {
    private final KubeApi api;
    private final Clock clock;
    private final Map<ObjectKey, JsonObject> conditions = new HashMap<>();

    public NodeAgentStatusWriter(ApiClient client, Clock clock) {
        this.api = new KubeApi(client);
        this.clock = clock;
    }

    /**
     * Applies the status; one request.
     *
     * @param generation what the condition is about
     * @param activeLeases agents of nodes it applies to that take part in elections
     */
    public WriteResult write(ObjectKey agent, long generation, Condition accepted, int activeLeases) {
        Instant now = clock.instant();
        JsonObject condition =
                ConditionList.entry(Optional.ofNullable(conditions.get(agent)), accepted, generation, now);
        JsonArray list = new JsonArray();
        list.add(condition);
        JsonObject status = new JsonObject();
        status.addProperty("observedGeneration", generation);
        status.addProperty("activeLeases", activeLeases);
        status.add("conditions", list);
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", agent.name());
        metadata.addProperty("namespace", agent.namespace());
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", KubeKinds.LB_NODE_AGENT.apiVersion());
        object.addProperty("kind", KubeKinds.LB_NODE_AGENT.kind());
        object.add("metadata", metadata);
        object.add("status", status);
        try {
            String path = KubeKinds.LB_NODE_AGENT.path(agent.namespace(), agent.name());
            api.apply(path + "/status", NodeStatusWriter.FIELD_MANAGER, object);
            conditions.put(agent, condition);
            return new WriteResult.Written();
        } catch (KubeFailure e) {
            return WriteResult.of(e);
        }
    }
}
