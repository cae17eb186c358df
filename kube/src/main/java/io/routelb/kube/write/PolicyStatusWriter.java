package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.KubeKind;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.PolicyKey;
import io.routelb.model.PolicyVerdict;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/** Says on a RoutingConfig, BGPPeer or BGPAdvertisement what becomes of it, by server-side apply. Nothing is sent when the object, as last seen, says the same. */
public final class PolicyStatusWriter {
    private final KubeApi api;
    private final Function<PolicyKey, Optional<? extends KubernetesObject>> known;
    private final Clock clock;

    /** {@code known} gives the object as last seen: {@code ClusterWatch::policy}. */
    public PolicyStatusWriter(
            ApiClient client, Function<PolicyKey, Optional<? extends KubernetesObject>> known, Clock clock) {
        this.api = new KubeApi(client);
        this.known = known;
        this.clock = clock;
    }

    /** Applies the status; blocks for at most one request. */
    public WriteResult write(PolicyKey key, PolicyVerdict verdict) {
        Optional<JsonObject> raw = known.apply(key).map(KubeJson::tree);
        if (raw.isEmpty()) {
            return new WriteResult.Gone();
        }
        JsonObject now = Json.object(raw.get(), "status");
        JsonArray conditions = new JsonArray();
        conditions.add(ConditionList.entry(
                ConditionList.find(
                        Json.array(now, "conditions"), verdict.condition().type()),
                verdict.condition(),
                verdict.generation(),
                clock.instant()));
        JsonObject wanted = new JsonObject();
        wanted.addProperty("observedGeneration", verdict.generation());
        wanted.add("conditions", conditions);
        if (wanted.equals(now)) {
            return new WriteResult.Written();
        }
        KubeKind<?, ?> kind = kind(key);
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", key.name());
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", kind.apiVersion());
        object.addProperty("kind", kind.kind());
        object.add("metadata", metadata);
        object.add("status", wanted);
        try {
            api.apply(kind.path("", key.name()) + "/status", GroupStatusWriter.FIELD_MANAGER, object);
            return new WriteResult.Written();
        } catch (KubeFailure e) {
            return WriteResult.of(e);
        }
    }

    private static KubeKind<?, ?> kind(PolicyKey key) {
        return switch (key.kind()) {
            case ROUTING_CONFIG -> KubeKinds.ROUTING_CONFIG;
            case BGP_PEER -> KubeKinds.BGP_PEER;
            case BGP_ADVERTISEMENT -> KubeKinds.BGP_ADVERTISEMENT;
        };
    }
}
