package io.routelb.lab.apiserver.admission;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.registry.Gatekeeper;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.PersistentMap;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every validating webhook that wants a write, one after the other, in the order of the configurations' names. Read anew when a
 * configuration changed. Any thread.
 */
public final class Webhooks implements Gatekeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String CONFIGURATIONS = GROUP + "/validatingwebhookconfigurations";

    private record Known(PersistentMap<Stored> configurations, List<Hook> hooks) {}

    private final Store store;
    private volatile Known known;

    public Webhooks(Store store) {
        this.store = store;
        this.known = new Known(PersistentMap.empty(), List.of());
    }

    @Override
    public boolean minds(ResourceType type, String subresource, Operation operation) {
        return !type.group().equals(GROUP)
                && hooks(store.image()).stream().anyMatch(hook -> hook.covers(type, subresource, operation));
    }

    @Override
    public List<String> review(Review review) throws ApiError {
        Image image = store.image();
        JsonObject request = request(review);
        List<String> warnings = new ArrayList<>();
        for (Hook hook : hooks(image)) {
            if (hook.covers(review.type(), review.subresource(), review.operation()) && hook.selects(review, image)) {
                switch (hook.matches(review, request)) {
                    case YES -> warnings.addAll(ask(hook, request));
                    case UNKNOWN -> {
                        if (hook.failsClosed()) {
                            throw new ApiError(
                                    403, "Forbidden", "webhook \"" + hook.name() + "\": a match condition failed");
                        }
                    }
                    case NO -> LOG.atDebug().addKeyValue("webhook", hook.name()).log("match condition false");
                }
            }
        }
        return warnings;
    }

    private static List<String> ask(Hook hook, JsonObject request) throws ApiError {
        JsonObject review = new JsonObject();
        review.addProperty("apiVersion", "admission.k8s.io/v1");
        review.addProperty("kind", "AdmissionReview");
        review.add("request", request);
        JsonObject response;
        try {
            response = hook.client().call(review, Json.string(request, "uid"));
        } catch (HookClient.CallFailedException e) {
            LOG.atInfo()
                    .addKeyValue("webhook", hook.name())
                    .addKeyValue("why", e.getMessage())
                    .log("webhook call failed");
            if (hook.failsClosed()) {
                throw new ApiError(
                        500,
                        "InternalError",
                        "Internal error occurred: failed calling webhook \"" + hook.name() + "\": " + e.getMessage());
            }
            return List.of();
        }
        if (!Json.isTrue(response, "allowed")) {
            throw denied(hook.name(), Json.object(response, "status"));
        }
        return Json.strings(response, "warnings");
    }

    private static ApiError denied(String name, JsonObject status) {
        String message = Json.string(status, "message");
        String reason = Json.string(status, "reason");
        String why = !message.isEmpty() ? ": " + message : reason.isEmpty() ? " without explanation" : ": " + reason;
        return new ApiError(
                Math.max(400, Json.integer(status, "code", 400)),
                reason,
                "admission webhook \"" + name + "\" denied the request" + why);
    }

    private static JsonObject request(Review review) {
        ResourceType type = review.type();
        JsonObject kind = new JsonObject();
        JsonObject resource = new JsonObject();
        for (JsonObject named : List.of(kind, resource)) {
            named.addProperty("group", type.group());
            named.addProperty("version", type.version());
        }
        kind.addProperty("kind", type.kind());
        resource.addProperty("resource", type.plural());
        JsonObject user = new JsonObject();
        user.addProperty("username", review.user().name());
        user.add("groups", Json.stringArray(review.user().groups()));
        JsonObject request = new JsonObject();
        request.addProperty("uid", UUID.randomUUID().toString());
        request.add("kind", kind);
        request.add("resource", resource);
        if (!review.subresource().isEmpty()) {
            request.addProperty("subResource", review.subresource());
        }
        request.add("requestKind", kind.deepCopy());
        request.add("requestResource", resource.deepCopy());
        request.addProperty("name", review.name());
        if (!review.namespace().isEmpty()) {
            request.addProperty("namespace", review.namespace());
        }
        request.addProperty("operation", review.operation().name());
        request.add("userInfo", user);
        review.object().ifPresent(object -> request.add("object", typed(object, type)));
        review.before().ifPresent(object -> request.add("oldObject", typed(object, type)));
        request.addProperty("dryRun", review.dryRun());
        return request;
    }

    private static JsonObject typed(JsonObject object, ResourceType type) {
        object.addProperty("apiVersion", type.apiVersion());
        object.addProperty("kind", type.kind());
        return object;
    }

    private List<Hook> hooks(Image image) {
        Known seen = known;
        PersistentMap<Stored> configurations = image.all(CONFIGURATIONS);
        if (configurations != seen.configurations()) {
            List<Hook> hooks = new ArrayList<>();
            for (Stored configuration : image.list(CONFIGURATIONS, "")) {
                Json.objects(configuration.object(), "webhooks").forEach(webhook -> hooks.add(Hook.of(webhook)));
            }
            seen = new Known(configurations, List.copyOf(hooks));
            known = seen;
        }
        return seen.hooks();
    }
}
