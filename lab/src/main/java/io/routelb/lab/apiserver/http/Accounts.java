package io.routelb.lab.apiserver.http;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.rbac.Action;
import io.routelb.lab.apiserver.rbac.Authorizer;
import io.routelb.lab.apiserver.rbac.Tokens;
import io.routelb.lab.apiserver.rbac.User;
import io.routelb.lab.apiserver.registry.Writes;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Tokens for ServiceAccounts, and the reviews by which somebody asks who he is and what he may. */
final class Accounts {
    private static final int MIN_SECONDS = 600;
    private static final int DEFAULT_SECONDS = 3600;

    private final Store store;
    private final Tokens tokens;

    Accounts(Store store, Tokens tokens) {
        this.store = store;
        this.tokens = tokens;
    }

    Reply token(ResourceType type, Request request, Target.Resource target) throws ApiError {
        if (!request.method().equals("POST")) {
            throw ApiError.methodNotAllowed();
        }
        Stored account = store.image()
                .get(Writes.key(type, target.namespace(), target.name()))
                .orElseThrow(() -> ApiError.notFound(type, target.name()));
        JsonObject review = Routes.body(request);
        JsonObject spec = Json.ensureObject(review, "spec");
        int seconds = Json.integer(spec, "expirationSeconds", DEFAULT_SECONDS);
        if (seconds < MIN_SECONDS) {
            throw new ApiError(
                    422,
                    "Invalid",
                    "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds:" + " Invalid value: "
                            + seconds + ": may not specify a duration less than 10 minutes");
        }
        Instant expiry = request.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
        spec.addProperty("expirationSeconds", seconds);
        JsonObject status = new JsonObject();
        status.addProperty("token", tokens.issue(account, Json.strings(spec, "audiences"), request.now(), expiry));
        status.addProperty("expirationTimestamp", expiry.toString());
        return reviewed(review, "TokenRequest", "authentication.k8s.io/v1", status);
    }

    Reply review(User user, Request request, Target.Resource target) throws ApiError {
        if (!request.method().equals("POST") || !target.version().equals("v1")) {
            throw ApiError.noSuchResource();
        }
        JsonObject review = Routes.body(request);
        String which = target.group() + "/" + target.plural();
        return switch (which) {
            case "authorization.k8s.io/selfsubjectaccessreviews" -> {
                JsonObject status = new JsonObject();
                Action action = action(Json.object(review, "spec"));
                status.addProperty("allowed", Authorizer.allows(store.image(), user, action));
                yield reviewed(review, "SelfSubjectAccessReview", "authorization.k8s.io/v1", status);
            }
            case "authentication.k8s.io/selfsubjectreviews" -> {
                JsonObject info = new JsonObject();
                info.addProperty("username", user.name());
                info.addProperty("uid", user.uid());
                info.add("groups", Json.stringArray(user.groups()));
                JsonObject status = new JsonObject();
                status.add("userInfo", info);
                yield reviewed(review, "SelfSubjectReview", "authentication.k8s.io/v1", status);
            }
            default -> throw ApiError.noSuchResource();
        };
    }

    private static Action action(JsonObject spec) {
        JsonObject path = Json.object(spec, "nonResourceAttributes");
        if (!path.isEmpty()) {
            return new Action.OnPath(Json.string(path, "verb"), Json.string(path, "path"));
        }
        JsonObject on = Json.object(spec, "resourceAttributes");
        String sub = Json.string(on, "subresource");
        return new Action.OnResource(
                Json.string(on, "verb"),
                Json.string(on, "group"),
                Json.string(on, "resource") + (sub.isEmpty() ? "" : "/" + sub),
                Json.string(on, "namespace"),
                Json.string(on, "name"));
    }

    private static Reply reviewed(JsonObject review, String kind, String apiVersion, JsonObject status) {
        review.addProperty("kind", kind);
        review.addProperty("apiVersion", apiVersion);
        Json.ensureObject(review, "metadata");
        review.add("status", status);
        return Reply.json(201, Json.text(review));
    }
}
