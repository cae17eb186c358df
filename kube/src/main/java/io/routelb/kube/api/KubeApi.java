package io.routelb.kube.api;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * The few requests RouteLB makes. Writes take and give JSON, so that exactly the fields meant are sent; list and watch give typed
 * objects for the informers. Each call blocks at most the client's timeouts and never retries. Safe for use by several threads.
 */
public final class KubeApi {
    private static final String[] AUTH = {"BearerToken"};
    private static final Duration WATCH_GRACE = Duration.ofSeconds(30);

    private final ApiClient client;
    private final OkHttpClient http;

    public KubeApi(ApiClient client) {
        this.client = client;
        this.http = client.getHttpClient();
    }

    /** As above, but each request is given up after {@code atMost}, however far it got. */
    public KubeApi(ApiClient client, Duration atMost) {
        this.client = client;
        this.http = client.getHttpClient().newBuilder().callTimeout(atMost).build();
    }

    /** How a patch is to be read by the API server. */
    public enum PatchType {
        /** RFC 7386. */
        MERGE("application/merge-patch+json"),
        /** Lists merge by their keys; built-in kinds only. */
        STRATEGIC("application/strategic-merge-patch+json"),
        /** Server-side apply; needs a field manager. */
        APPLY("application/apply-patch+yaml");

        private final String contentType;

        PatchType(String contentType) {
            this.contentType = contentType;
        }
    }

    /** Lists a namespace, or the cluster when it is empty. {@code resourceVersion} may be empty (most recent) or 0 (any). */
    public <T extends KubernetesObject, L extends KubernetesListObject> L list(
            KubeKind<T, L> kind, String namespace, String resourceVersion) throws ApiException {
        return list(kind, namespace, "", resourceVersion);
    }

    /** As above, but only the object of that name, for which an RBAC rule with {@code resourceNames} is enough; empty = all. */
    public <T extends KubernetesObject, L extends KubernetesListObject> L list(
            KubeKind<T, L> kind, String namespace, String name, String resourceVersion) throws ApiException {
        List<Pair> query = named(name);
        if (!resourceVersion.isEmpty()) {
            query.add(new Pair("resourceVersion", resourceVersion));
        }
        Call call = call(http, "GET", kind.path(namespace), query, null, "");
        return read(call, kind.listType());
    }

    /** Watches from {@code resourceVersion}; the server ends it after {@code timeout}, and so do we when it has gone silent. */
    public <T extends KubernetesObject, L extends KubernetesListObject> Watchable<T> watch(
            KubeKind<T, L> kind, String namespace, String resourceVersion, Duration timeout) throws ApiException {
        return watch(kind, namespace, "", resourceVersion, timeout);
    }

    /** As above, but only the object of that name; empty = all. */
    public <T extends KubernetesObject, L extends KubernetesListObject> Watchable<T> watch(
            KubeKind<T, L> kind, String namespace, String name, String resourceVersion, Duration timeout)
            throws ApiException {
        List<Pair> query = named(name);
        query.add(new Pair("watch", "true"));
        query.add(new Pair("allowWatchBookmarks", "true"));
        query.add(new Pair("resourceVersion", resourceVersion));
        query.add(new Pair("timeoutSeconds", Long.toString(timeout.toSeconds())));
        OkHttpClient patient =
                http.newBuilder().readTimeout(timeout.plus(WATCH_GRACE)).build();
        Call call = call(patient, "GET", kind.path(namespace), query, null, "");
        return new WatchStream<>(call, execute(call), kind.type());
    }

    /** Reads one object; empty when there is none. */
    public Optional<JsonObject> get(String path) throws KubeFailure {
        try {
            return Optional.of(json("read " + path, call(http, "GET", path, List.of(), null, "")));
        } catch (ApiException e) {
            KubeFailure failure = KubeFailure.of("read " + path, e);
            if (failure.reason() == KubeFailure.Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Creates an object in the collection at {@code path}; returns it as stored. */
    public JsonObject create(String path, JsonObject body) throws KubeFailure {
        return write("create in " + path, "POST", path, List.of(), body, "application/json");
    }

    /** Replaces an object; its {@code metadata.resourceVersion} is the precondition. */
    public JsonObject replace(String path, JsonObject body) throws KubeFailure {
        return write("update " + path, "PUT", path, List.of(), body, "application/json");
    }

    /** Patches an object or its {@code /status}; a {@code metadata.resourceVersion} in the body is a precondition. */
    public void patch(String path, PatchType type, JsonObject body) throws KubeFailure {
        send("patch " + path, "PATCH", path, List.of(), body, type.contentType);
    }

    /** Deletes the object if it still has that resourceVersion. */
    public void delete(String path, String resourceVersion) throws KubeFailure {
        JsonObject preconditions = new JsonObject();
        preconditions.addProperty("resourceVersion", resourceVersion);
        JsonObject options = new JsonObject();
        options.addProperty("apiVersion", "v1");
        options.addProperty("kind", "DeleteOptions");
        options.add("preconditions", preconditions);
        send("delete " + path, "DELETE", path, List.of(), options, "application/json");
    }

    /** Server-side apply: this manager owns exactly the fields in the body, taking over those it had to fight for. */
    public void apply(String path, String fieldManager, JsonObject body) throws KubeFailure {
        List<Pair> query = List.of(new Pair("fieldManager", fieldManager), new Pair("force", "true"));
        send("apply " + path, "PATCH", path, query, body, PatchType.APPLY.contentType);
    }

    private static List<Pair> named(String name) {
        List<Pair> query = new ArrayList<>();
        if (!name.isEmpty()) {
            query.add(new Pair("fieldSelector", "metadata.name=" + name));
        }
        return query;
    }

    private JsonObject write(
            String what, String method, String path, List<Pair> query, JsonObject body, String contentType)
            throws KubeFailure {
        try {
            return json(what, call(http, method, path, query, body, contentType));
        } catch (ApiException e) {
            throw KubeFailure.of(what, e);
        }
    }

    /** As {@link #write}, for those who need no answer: it is read to its end, so that the connection can be used again, and no further. */
    private void send(String what, String method, String path, List<Pair> query, JsonObject body, String contentType)
            throws KubeFailure {
        try (Response response = execute(call(http, method, path, query, body, contentType))) {
            response.body().source().readAll(Okio.blackhole());
        } catch (ApiException e) {
            throw KubeFailure.of(what, e);
        } catch (IOException e) {
            throw KubeFailure.of(what, new ApiException(e));
        }
    }

    private JsonObject json(String what, Call call) throws ApiException, KubeFailure {
        try {
            return read(call, JsonObject.class);
        } catch (JsonParseException e) {
            throw KubeFailure.unreadable(what, e);
        }
    }

    private static <R> R read(Call call, Class<R> type) throws ApiException {
        try (Response response = execute(call);
                Reader body = response.body().charStream()) {
            R result = KubeJson.gson().fromJson(body, type);
            if (result == null) {
                throw new JsonParseException("empty answer");
            }
            return result;
        } catch (IOException e) {
            throw new ApiException(e);
        }
    }

    /** The response, if it says success; otherwise its body is read and closed. */
    private static Response execute(Call call) throws ApiException {
        try {
            Response response = call.execute();
            if (response.isSuccessful()) {
                return response;
            }
            try (response) {
                throw new ApiException(
                        response.message(),
                        response.code(),
                        response.headers().toMultimap(),
                        response.body().string());
            }
        } catch (IOException e) {
            throw new ApiException(e);
        }
    }

    private Call call(
            OkHttpClient through,
            String method,
            String path,
            List<Pair> query,
            @Nullable JsonObject body,
            String contentType)
            throws ApiException {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        byte @Nullable [] bytes = null;
        if (body != null) {
            headers.put("Content-Type", contentType);
            bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        }
        return through.newCall(client.buildRequest(
                null, path, method, query, List.of(), bytes, headers, new HashMap<>(), new HashMap<>(), AUTH, null));
    }
}
