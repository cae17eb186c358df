package io.routelb.ipam.netbox;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.grpc.Status;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The few requests to NetBox's REST API that are needed. Blocks. Lists are read page by page and only up to a bound; a redirect is
 * not followed, because the token would go with it.
 */
final class NetBoxApi {
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 20;
    private static final int MOST_BYTES = 1 << 20;

    private final HttpClient http;
    private final Settings settings;

    /** An address object. {@code text} is the address without its length. */
    record Address(long id, String text, String description) {}

    NetBoxApi(HttpClient http, Settings settings) {
        this.http = http;
        this.settings = settings;
    }

    /** Id of the one prefix that is written so. */
    long prefix(String text) throws IpamException {
        List<JsonObject> found = list("prefixes", Map.of("prefix", text));
        if (found.size() != 1) {
            throw new IpamException(
                    Status.Code.FAILED_PRECONDITION,
                    "NetBox has " + found.size() + " prefixes " + text + "; one is needed");
        }
        return number(found.getFirst(), "id");
    }

    /** Takes a free address of the prefix; empty when there is none. NetBox does this under a lock of its own. */
    Optional<Address> takeAvailable(long prefix, String description) throws IpamException {
        HttpResponse<byte[]> response =
                send("POST", "/api/ipam/prefixes/" + prefix + "/available-ips/", Optional.of(body(description)));
        if (response.statusCode() == 409) {
            return Optional.empty();
        }
        JsonElement created = json(response);
        return Optional.of(
                address(created instanceof JsonArray several && several.size() == 1 ? several.get(0) : created));
    }

    /** Makes an address object for exactly that address; {@code text} has its length. */
    Address take(String text, String description) throws IpamException {
        JsonObject body = body(description);
        body.addProperty("address", text);
        return address(json(send("POST", "/api/ipam/ip-addresses/", Optional.of(body))));
    }

    /** Address objects that match, exactly. */
    List<Address> addresses(String field, String value) throws IpamException {
        List<Address> addresses = new ArrayList<>();
        for (JsonObject object : list("ip-addresses", Map.of(field, value))) {
            addresses.add(address(object));
        }
        return addresses;
    }

    /** Removes an address object; one that is gone is fine. */
    void remove(Address address) throws IpamException {
        HttpResponse<byte[]> response =
                send("DELETE", "/api/ipam/ip-addresses/" + address.id() + "/", Optional.empty());
        if (response.statusCode() != 204 && response.statusCode() != 404) {
            json(response);
        }
    }

    /** Address objects inside a prefix. */
    long count(String prefix) throws IpamException {
        String query = query(Map.of("parent", prefix, "limit", "1"));
        JsonElement page = json(send("GET", "/api/ipam/ip-addresses/?" + query, Optional.empty()));
        return number(object(page), "count");
    }

    private List<JsonObject> list(String kind, Map<String, String> filter) throws IpamException {
        List<JsonObject> all = new ArrayList<>();
        for (int page = 0; page < MOST_PAGES; page++) {
            String query = query(filter) + "&limit=" + PAGE + "&offset=" + page * PAGE;
            JsonObject answer = object(json(send("GET", "/api/ipam/" + kind + "/?" + query, Optional.empty())));
            if (!(answer.get("results") instanceof JsonArray results)) {
                throw nonsense("a list without results");
            }
            for (JsonElement result : results) {
                all.add(object(result));
            }
            if (answer.get("next") == null || answer.get("next").isJsonNull()) {
                return all;
            }
        }
        throw nonsense("more than " + PAGE * MOST_PAGES + " objects for " + Text.shown(filter.toString()));
    }

    private HttpResponse<byte[]> send(String method, String path, Optional<JsonObject> body) throws IpamException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(settings.url() + path))
                .header("Authorization", "Token " + settings.token())
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.map(object -> BodyPublishers.ofString(object.toString()))
                                .orElseGet(BodyPublishers::noBody))
                .build();
        CompletableFuture<HttpResponse<byte[]>> response =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            return response.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IpamException(Status.Code.UNAVAILABLE, "NetBox does not answer: " + why(e), e);
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new IpamException(
                    Status.Code.UNAVAILABLE,
                    "NetBox does not answer within " + settings.timeout().toSeconds() + " s",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IpamException(Status.Code.UNAVAILABLE, "the sidecar is stopping", e);
        }
    }

    private static String why(ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ", " + Text.shown(message));
    }

    /** The body of a success; the right status for everything else. */
    private static JsonElement json(HttpResponse<byte[]> response) throws IpamException {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        int code = response.statusCode();
        if (code / 100 != 2) {
            throw new IpamException(status(code), "NetBox says " + code + ": " + Text.shown(text));
        }
        try {
            return JsonParser.parseString(text);
        } catch (JsonParseException e) {
            throw nonsense("no JSON: " + Text.shown(text));
        }
    }

    private static Status.Code status(int code) {
        return switch (code) {
            case 400 -> Status.Code.INVALID_ARGUMENT;
            case 401, 403 -> Status.Code.PERMISSION_DENIED;
            case 404 -> Status.Code.FAILED_PRECONDITION;
            case 409, 429 -> Status.Code.ABORTED;
            default -> code >= 500 ? Status.Code.UNAVAILABLE : Status.Code.INTERNAL;
        };
    }

    private static JsonObject body(String description) {
        JsonObject body = new JsonObject();
        body.addProperty("status", "active");
        body.addProperty("description", description);
        return body;
    }

    private static Address address(JsonElement element) throws IpamException {
        JsonObject object = object(element);
        String text = string(object, "address");
        int slash = text.indexOf('/');
        return new Address(
                number(object, "id"), slash < 0 ? text : text.substring(0, slash), string(object, "description"));
    }

    private static JsonObject object(JsonElement element) throws IpamException {
        if (element instanceof JsonObject object) {
            return object;
        }
        throw nonsense("no object where one is documented");
    }

    private static String string(JsonObject object, String field) throws IpamException {
        JsonElement value = object.get(field);
        if (value == null || !value.isJsonPrimitive()) {
            throw nonsense("no " + field + " where one is documented");
        }
        return value.getAsString();
    }

    private static long number(JsonObject object, String field) throws IpamException {
        try {
            return Long.parseLong(string(object, field));
        } catch (NumberFormatException e) {
            throw nonsense("a " + field + " that is no number");
        }
    }

    private static IpamException nonsense(String what) {
        return new IpamException(Status.Code.INTERNAL, "NetBox answered " + what);
    }

    private static String query(Map<String, String> filter) {
        return filter.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
