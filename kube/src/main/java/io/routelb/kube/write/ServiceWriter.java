package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import inet.ipaddr.IPAddress;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Service;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeApi.PatchType;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.Annotations;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Puts a decision about a Service's addresses on the Service. Metadata and status are two requests; each carries the resourceVersion the
 * decision was made on, so a Service that changed meanwhile is never overwritten. The order makes a crash between the two harmless:
 *
 * <ul>
 *   <li>{@link #assign} writes our mark (annotations) first, then the address. After a crash the Service has the mark and no address:
 *       the next plan decides again. A Service that carries the mark already gets the address first: were it told first which group it
 *       comes from, a crash would leave a move that looks done.
 *   <li>{@link #release} clears the address first, then the mark. After a crash the mark is left without an address: the next plan
 *       releases again. The other order would leave an address without a mark, which nobody would ever dare to remove.
 * </ul>
 *
 * The spec is never written. Merge patches are used (RFC 7386): the list of conditions is sent whole, which the precondition makes safe.
 */
public final class ServiceWriter {
    /** Type of the condition that says whether a Service has its addresses, and if not, why. */
    public static final String ADDRESS_ALLOCATED = "routelb.io/AddressAllocated";

    private static final List<String> OUR_ANNOTATIONS = List.of(
            Annotations.ALLOCATED_BY,
            Annotations.ALLOCATED_FROM,
            Annotations.POOL_TYPE,
            Annotations.SKIP_IPV6_DAD,
            Annotations.ANNOUNCING_IPV4,
            Annotations.ANNOUNCING_IPV6);

    private final KubeApi api;
    private final Function<ObjectKey, Optional<V1Service>> known;
    private final Clock clock;

    /**
     * What a Service is to have.
     *
     * @param addresses in the order of the Service's families; at least one
     * @param group name of the ServiceGroup they come from
     * @param poolType {@code local} or {@code remote}
     * @param condition of type {@link #ADDRESS_ALLOCATED}
     */
    public record Assignment(List<IPAddress> addresses, String group, String poolType, Condition condition) {
        public Assignment {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("an assignment without an address is a release");
            }
        }
    }

    /** {@code known} gives the Service as last seen, with what the view leaves out: {@code ClusterWatch::service}. */
    public ServiceWriter(ApiClient client, Function<ObjectKey, Optional<V1Service>> known, Clock clock) {
        this.api = new KubeApi(client);
        this.known = known;
        this.clock = clock;
    }

    /** Gives the Service its addresses, our mark and the condition. Blocks for at most two requests; none when all is so already. */
    public WriteResult assign(ServiceView service, Assignment assignment) {
        Map<String, String> wanted = Map.of(
                Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE,
                Annotations.ALLOCATED_FROM, assignment.group(),
                Annotations.POOL_TYPE, assignment.poolType());
        return write(service, raw -> {
            Optional<JsonArray> addresses = Optional.of(ingress(assignment.addresses()));
            Optional<Condition> condition = Optional.of(assignment.condition());
            boolean marked =
                    Annotations.ALLOCATED_BY_VALUE.equals(Json.text(annotationsOf(raw), Annotations.ALLOCATED_BY));
            if (marked) {
                JsonObject given = patchStatus(service.key(), raw, addresses, condition);
                annotate(service.key(), given, wanted);
            } else {
                JsonObject annotated = annotate(service.key(), raw, wanted);
                patchStatus(service.key(), annotated, addresses, condition);
            }
        });
    }

    /** Takes addresses, condition and our mark off the Service; ingress entries with one of the {@code staying} addresses stay. */
    public WriteResult release(ServiceView service, Collection<String> staying) {
        return release(service, staying, Optional.empty());
    }

    /** Takes addresses and our mark off the Service and says in {@code pending} why it has none. */
    public WriteResult release(ServiceView service, Condition pending) {
        return release(service, List.of(), Optional.of(pending));
    }

    /** Says why a Service has no address, without touching anything else. No request when it says so already. */
    public WriteResult condition(ServiceView service, Condition condition) {
        return write(service, raw -> patchStatus(service.key(), raw, Optional.empty(), Optional.of(condition)));
    }

    private WriteResult release(ServiceView service, Collection<String> staying, Optional<Condition> pending) {
        return write(service, raw -> {
            JsonArray left = new JsonArray();
            for (JsonElement entry : ingressOf(Json.object(raw, "status"))) {
                if (staying.contains(Json.text(entry, "ip"))) {
                    left.add(entry);
                }
            }
            JsonObject cleared = patchStatus(service.key(), raw, Optional.of(left), pending);
            JsonObject removal = new JsonObject();
            OUR_ANNOTATIONS.stream()
                    .filter(annotationsOf(cleared)::has)
                    .forEach(name -> removal.add(name, JsonNull.INSTANCE));
            if (!removal.isEmpty()) {
                patchMetadata(service.key(), cleared, removal);
            }
        });
    }

    /** Some requests on a Service, given as the JSON last seen. */
    @FunctionalInterface
    private interface Requests {
        void send(JsonObject raw) throws KubeFailure;
    }

    private WriteResult write(ServiceView service, Requests requests) {
        Optional<JsonObject> raw = known.apply(service.key()).map(KubeJson::tree);
        if (raw.isEmpty()) {
            return new WriteResult.Gone();
        }
        if (!Json.text(Json.object(raw.get(), "metadata"), "resourceVersion").equals(service.resourceVersion())) {
            return new WriteResult.Conflict();
        }
        try {
            requests.send(raw.get());
            return new WriteResult.Written();
        } catch (KubeFailure e) {
            return WriteResult.of(e);
        }
    }

    private JsonObject annotate(ObjectKey key, JsonObject base, Map<String, String> wanted) throws KubeFailure {
        JsonObject annotations = Json.map(wanted);
        return annotationsOf(base).entrySet().containsAll(annotations.entrySet())
                ? base
                : patchMetadata(key, base, annotations);
    }

    private JsonObject patchMetadata(ObjectKey key, JsonObject base, JsonObject annotations) throws KubeFailure {
        JsonObject metadata = precondition(base);
        metadata.add("annotations", annotations);
        return api.patch(path(key), PatchType.MERGE, Json.with("metadata", metadata));
    }

    /** {@code ingress} empty: leave it; {@code condition} empty: none of ours is to be there. Returns the Service as it is then. */
    private JsonObject patchStatus(
            ObjectKey key, JsonObject base, Optional<JsonArray> ingress, Optional<Condition> condition)
            throws KubeFailure {
        JsonObject now = Json.object(base, "status");
        JsonArray conditionsNow = Json.array(now, "conditions");
        long generation = Json.number(Json.object(base, "metadata"), "generation");
        JsonArray conditions = condition
                .map(wanted -> ConditionList.with(conditionsNow, wanted, generation, clock.instant()))
                .orElseGet(() -> ConditionList.without(conditionsNow, ADDRESS_ALLOCATED));
        JsonObject wanted = new JsonObject();
        ingress.filter(list -> !list.equals(ingressOf(now)))
                .ifPresent(list -> wanted.add("loadBalancer", Json.with("ingress", orNull(list))));
        if (!conditions.equals(conditionsNow)) {
            wanted.add("conditions", orNull(conditions));
        }
        if (wanted.isEmpty()) {
            return base;
        }
        JsonObject patch = Json.with("status", wanted);
        patch.add("metadata", precondition(base));
        return api.patch(path(key) + "/status", PatchType.MERGE, patch);
    }

    private static JsonElement orNull(JsonArray list) {
        return list.isEmpty() ? JsonNull.INSTANCE : list;
    }

    /** The ingress as it is, without the empty lists that client-java's classes add to each entry. */
    private static JsonArray ingressOf(JsonObject status) {
        JsonArray ingress =
                Json.array(Json.object(status, "loadBalancer"), "ingress").deepCopy();
        for (JsonElement entry : ingress) {
            if (entry instanceof JsonObject object) {
                object.entrySet().removeIf(field -> field.getValue() instanceof JsonArray list && list.isEmpty());
            }
        }
        return ingress;
    }

    private static JsonObject precondition(JsonObject base) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", Json.text(Json.object(base, "metadata"), "resourceVersion"));
        return metadata;
    }

    private static JsonObject annotationsOf(JsonObject raw) {
        return Json.object(Json.object(raw, "metadata"), "annotations");
    }

    private static JsonArray ingress(List<IPAddress> addresses) {
        JsonArray ingress = new JsonArray();
        for (IPAddress address : addresses) {
            JsonObject entry = new JsonObject();
            entry.addProperty("ip", address.toCanonicalString());
            entry.addProperty("ipMode", "VIP");
            ingress.add(entry);
        }
        return ingress;
    }

    private static String path(ObjectKey key) {
        return KubeKinds.SERVICE.path(key.namespace(), key.name());
    }
}
