package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.KubeKinds;
import io.routelb.kube.crd.BgpAdvertisement;
import io.routelb.model.ObjectKey;
import io.routelb.model.PolicyVerdict;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/** Says on a BGPAdvertisement what becomes of it, by server-side apply. Nothing is sent when the object, as last seen, says the same. */
public final class AdvertisementStatusWriter {
    private final KubeApi api;
    private final Function<ObjectKey, Optional<BgpAdvertisement>> known;
    private final Clock clock;

    /** {@code known} gives the object as last seen: {@code ClusterWatch::advertisement}. */
    public AdvertisementStatusWriter(
            ApiClient client, Function<ObjectKey, Optional<BgpAdvertisement>> known, Clock clock) {
        this.api = new KubeApi(client);
        this.known = known;
        this.clock = clock;
    }

    /** Applies the status; blocks for at most one request. */
    public WriteResult write(ObjectKey key, PolicyVerdict verdict) {
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
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", key.name());
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", KubeKinds.BGP_ADVERTISEMENT.apiVersion());
        object.addProperty("kind", KubeKinds.BGP_ADVERTISEMENT.kind());
        object.add("metadata", metadata);
        object.add("status", wanted);
        try {
            api.apply(
                    KubeKinds.BGP_ADVERTISEMENT.path("", key.name()) + "/status",
                    GroupStatusWriter.FIELD_MANAGER,
                    object);
            return new WriteResult.Written();
        } catch (KubeFailure e) {
            return WriteResult.of(e);
        }
    }
}
