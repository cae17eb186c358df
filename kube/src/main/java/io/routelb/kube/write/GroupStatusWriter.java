package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.KubeKinds;
import io.routelb.kube.crd.ServiceGroup;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reports on a ServiceGroup by server-side apply: the allocator owns exactly the status fields it sends. Nothing is sent when the group,
 * as last seen, says the same already.
 */
public final class GroupStatusWriter {
    /** Field manager of the allocator. */
    public static final String FIELD_MANAGER = "routelb-allocator";

    private final KubeApi api;
    private final Function<ObjectKey, Optional<ServiceGroup>> known;
    private final Clock clock;

    /** {@code known} gives the group as last seen: {@code ClusterWatch::serviceGroup}. */
    public GroupStatusWriter(ApiClient client, Function<ObjectKey, Optional<ServiceGroup>> known, Clock clock) {
        this.api = new KubeApi(client);
        this.known = known;
        this.clock = clock;
    }

    /** Applies the status; blocks for at most one request. */
    public WriteResult write(ObjectKey group, ServiceGroupStatus status) {
        Optional<JsonObject> raw = known.apply(group).map(KubeJson::tree);
        if (raw.isEmpty()) {
            return new WriteResult.Gone();
        }
        JsonObject now = Json.object(raw.get(), "status");
        JsonObject wanted = body(status, Json.array(now, "conditions"));
        if (wanted.equals(now)) {
            return new WriteResult.Written();
        }
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", group.name());
        metadata.addProperty("namespace", group.namespace());
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", KubeKinds.SERVICE_GROUP.apiVersion());
        object.addProperty("kind", KubeKinds.SERVICE_GROUP.kind());
        object.add("metadata", metadata);
        object.add("status", wanted);
        try {
            String path = KubeKinds.SERVICE_GROUP.path(group.namespace(), group.name());
            api.apply(path + "/status", FIELD_MANAGER, object);
            return new WriteResult.Written();
        } catch (KubeFailure e) {
            return WriteResult.of(e);
        }
    }

    private JsonObject body(ServiceGroupStatus status, JsonArray conditionsNow) {
        JsonArray conditions = new JsonArray();
        for (Condition condition : status.conditions()) {
            conditions.add(ConditionList.entry(
                    ConditionList.find(conditionsNow, condition.type()),
                    condition,
                    status.observedGeneration(),
                    clock.instant()));
        }
        JsonObject body = new JsonObject();
        body.addProperty("observedGeneration", status.observedGeneration());
        body.addProperty("announce", status.announce());
        body.addProperty("ipam", status.ipam());
        body.add("addresses", Json.strings(status.addresses()));
        body.addProperty("allocatedIPv4", status.allocatedIPv4());
        body.addProperty("allocatedIPv6", status.allocatedIPv6());
        status.availableIPv4().ifPresent(count -> body.addProperty("availableIPv4", count));
        status.availableIPv6().ifPresent(count -> body.addProperty("availableIPv6", count));
        body.add("boundNamespaces", Json.strings(status.boundNamespaces()));
        if (!status.coolingAddresses().isEmpty()) {
            body.add("coolingAddresses", cooling(status.coolingAddresses()));
        }
        body.add("conditions", conditions);
        return body;
    }

    /** In whole seconds, rounded up. */
    private static JsonArray cooling(List<ServiceGroupStatus.CoolingAddress> addresses) {
        JsonArray list = new JsonArray();
        for (ServiceGroupStatus.CoolingAddress cooling : addresses) {
            JsonObject entry = new JsonObject();
            entry.addProperty("address", cooling.address());
            Instant until = cooling.until().plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
            entry.addProperty("until", until.toString());
            list.add(entry);
        }
        return list;
    }
}
