package io.routelb.lab.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Response;

/**
 * The lab's own plain access to the API server, as administrator and past the relays. Deliberately not the client code of the
 * programs under test.
 */
public final class ClusterApi {
    private static final String[] AUTH = {"BearerToken"};
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";

    private final ApiClient client;

    ClusterApi(ApiClient client) {
        this.client = client;
    }

    /** The object at the path; empty when there is none. */
    public Optional<JsonObject> get(String path) throws IOException {
        try {
            return Optional.of(send("GET", path, List.of(), Optional.empty(), JSON));
        } catch (ApiRefusedException e) {
            return absent(e);
        }
    }

    /** The collection at the path, or what of it has the label; empty when the server does not know the kind. */
    public List<JsonObject> list(String path, String labelSelector) throws IOException {
        List<Pair> query = labelSelector.isEmpty() ? List.of() : List.of(new Pair("labelSelector", labelSelector));
        List<JsonObject> items = new ArrayList<>();
        try {
            JsonObject list = send("GET", path, query, Optional.empty(), JSON);
            if (list.get("items") instanceof JsonArray all) {
                all.forEach(item -> items.add(item.getAsJsonObject()));
            }
        } catch (ApiRefusedException e) {
            absent(e);
        }
        return items;
    }

    /** Creates an object in the collection; gives it as stored. */
    public JsonObject create(String path, JsonObject body) throws IOException {
        return send("POST", path, List.of(), Optional.of(body), JSON);
    }

    /** Merge patch, RFC 7386. */
    public JsonObject merge(String path, JsonObject patch) throws IOException {
        return send("PATCH", path, List.of(), Optional.of(patch), MERGE);
    }

    /** Deletes the object; that it is absent already is fine. */
    public void delete(String path) throws IOException {
        try {
            send("DELETE", path, List.of(), Optional.empty(), JSON);
        } catch (ApiRefusedException e) {
            absent(e);
        }
    }

    /** True when the server says it is ready. */
    boolean ready() {
        try (Response response =
                call("GET", "/readyz", List.of(), Optional.empty(), JSON).execute()) {
            return response.isSuccessful();
        } catch (IOException e) {
            // Not there yet, or not there any more: the answer is no.
            return false;
        }
    }

    private static Optional<JsonObject> absent(ApiRefusedException e) throws ApiRefusedException {
        if (e.code() != 404) {
            throw e;
        }
        return Optional.empty();
    }

    private JsonObject send(String method, String path, List<Pair> query, Optional<JsonObject> body, String type)
            throws IOException {
        try (Response response = call(method, path, query, body, type).execute()) {
            String answer = response.body().string();
            if (!response.isSuccessful()) {
                throw new ApiRefusedException(
                        response.code(), method + " " + path + ": " + response.code() + " " + answer.strip());
            }
            return JsonParser.parseString(answer).getAsJsonObject();
        }
    }

    private Call call(String method, String path, List<Pair> query, Optional<JsonObject> body, String type)
            throws IOException {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", JSON, "Content-Type", type));
        Object bytes = body.map(json -> (Object) json.toString().getBytes(StandardCharsets.UTF_8))
                .orElse(null);
        try {
            return client.buildCall(
                    null, path, method, query, List.of(), bytes, headers, new HashMap<>(), new HashMap<>(), AUTH, null);
        } catch (ApiException e) {
            throw new IOException(method + " " + path + ": " + e.getMessage(), e);
        }
    }
}
