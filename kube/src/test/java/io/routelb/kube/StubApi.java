package io.routelb.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * As much of an API server as this module's tests need, over plain HTTP: objects by path, list, watch with history, merge patch, replace
 * and create with resourceVersion preconditions, failures on demand. What a real one does beyond that is tested in {@code lab}.
 */
public final class StubApi implements AutoCloseable {
    /** One request as it came. */
    public record Request(String method, String path, String query, String contentType, JsonObject body) {}

    private record Event(long version, String path, String type, JsonObject object) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, JsonObject> objects = new TreeMap<>();
    private final List<Event> history = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private long version = 100;
    private long oldest;
    private int epoch;
    private int failWith;
    private String failOnly = "";

    /** Starts on the given port of the loopback address; 0 takes a free one. */
    public StubApi(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** A client of this server. */
    public ApiClient client() {
        return clientOf(port());
    }

    /** A client of whoever listens on the port of the loopback address. */
    public static ApiClient clientOf(int port) {
        return new ApiClient()
                .setBasePath("http://127.0.0.1:" + port)
                .setConnectTimeout(2_000)
                .setReadTimeout(5_000);
    }

    /** Stores an object under its full path, with the next resourceVersion. */
    public synchronized JsonObject put(String path, String json) {
        return store(path, JsonParser.parseString(json).getAsJsonObject());
    }

    public synchronized void delete(String path) {
        JsonObject gone = objects.remove(path);
        if (gone != null) {
            version++;
            JsonObject copy = gone.deepCopy();
            copy.getAsJsonObject("metadata").addProperty("resourceVersion", Long.toString(version));
            history.add(new Event(version, path, "DELETED", copy));
            notifyAll();
        }
    }

    public synchronized Optional<JsonObject> at(String path) {
        return Optional.ofNullable(objects.get(path)).map(JsonObject::deepCopy);
    }

    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The requests that write. */
    public synchronized List<Request> writes() {
        return requests.stream()
                .filter(request -> !request.method().equals("GET"))
                .toList();
    }

    /** From now on every request whose path contains {@code part} is answered with {@code code}; 0 ends that. */
    public synchronized void fail(int code, String part) {
        failWith = code;
        failOnly = part;
        closeWatches();
    }

    /** Ends all watches, as a server does now and then. */
    public synchronized void closeWatches() {
        epoch++;
        notifyAll();
    }

    /** Forgets history: who watches from before gets 410. */
    public synchronized void compact() {
        version++;
        oldest = version;
        history.clear();
        closeWatches();
    }

    @Override
    public void close() {
        closeWatches();
        server.stop(0);
        threads.shutdownNow();
    }

    private JsonObject store(String path, JsonObject object) {
        version++;
        JsonObject metadata = object.has("metadata") ? object.getAsJsonObject("metadata") : new JsonObject();
        metadata.addProperty("resourceVersion", Long.toString(version));
        object.add("metadata", metadata);
        boolean existed = objects.put(path, object) != null;
        history.add(new Event(version, path, existed ? "MODIFIED" : "ADDED", object.deepCopy()));
        notifyAll();
        return object;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getQuery() == null
                ? ""
                : exchange.getRequestURI().getQuery();
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        JsonObject body =
                text.isEmpty() ? new JsonObject() : JsonParser.parseString(text).getAsJsonObject();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        int begun;
        synchronized (this) {
            begun = epoch;
            requests.add(new Request(exchange.getRequestMethod(), path, query, type == null ? "" : type, body));
            if (failWith != 0 && path.contains(failOnly)) {
                status(exchange, failWith, failWith == 404 ? "NotFound" : "");
                return;
            }
        }
        if (query.contains("watch=true")) {
            watch(exchange, path, query, begun);
        } else {
            answer(exchange, path, body);
        }
    }

    private synchronized void answer(HttpExchange exchange, String path, JsonObject body) throws IOException {
        String target = path.endsWith("/status") ? path.substring(0, path.length() - 7) : path;
        JsonObject existing = objects.get(target);
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                if (existing != null) {
                    send(exchange, 200, existing);
                } else if (Character.isLowerCase(path.charAt(path.length() - 1)) && isCollection(path)) {
                    send(exchange, 200, list(path));
                } else {
                    status(exchange, 404, "NotFound");
                }
            }
            case "POST" -> {
                String name = body.getAsJsonObject("metadata").get("name").getAsString();
                if (objects.containsKey(path + "/" + name)) {
                    status(exchange, 409, "AlreadyExists");
                } else {
                    send(exchange, 201, store(path + "/" + name, body));
                }
            }
            case "DELETE" -> remove(exchange, target, existing, body);
            case "PUT", "PATCH" -> change(exchange, target, existing, body);
            default -> status(exchange, 405, "");
        }
    }

    private void change(HttpExchange exchange, String target, @Nullable JsonObject existing, JsonObject body)
            throws IOException {
        if (existing == null) {
            status(exchange, 404, "NotFound");
            return;
        }
        JsonElement wanted =
                body.has("metadata") ? body.getAsJsonObject("metadata").get("resourceVersion") : null;
        JsonObject metadata = existing.getAsJsonObject("metadata");
        if (wanted != null && !wanted.equals(metadata.get("resourceVersion"))) {
            status(exchange, 409, "Conflict");
            return;
        }
        JsonObject changed = exchange.getRequestMethod().equals("PUT") ? body : existing.deepCopy();
        merge(changed, body);
        send(exchange, 200, store(target, changed));
    }

    private void remove(HttpExchange exchange, String target, @Nullable JsonObject existing, JsonObject body)
            throws IOException {
        if (existing == null) {
            status(exchange, 404, "NotFound");
            return;
        }
        JsonElement wanted = body.getAsJsonObject("preconditions").get("resourceVersion");
        if (!wanted.equals(existing.getAsJsonObject("metadata").get("resourceVersion"))) {
            status(exchange, 409, "Conflict");
            return;
        }
        delete(target);
        send(exchange, 200, existing);
    }

    private static void merge(JsonObject into, JsonObject patch) {
        for (Map.Entry<String, JsonElement> field : patch.entrySet()) {
            if (field.getValue() instanceof JsonNull) {
                into.remove(field.getKey());
            } else if (field.getValue() instanceof JsonObject child
                    && into.get(field.getKey()) instanceof JsonObject before) {
                merge(before, child);
            } else {
                into.add(field.getKey(), field.getValue().deepCopy());
            }
        }
    }

    private static boolean isCollection(String path) {
        int segments = path.split("/").length;
        boolean named = path.startsWith("/apis/") ? segments == 5 || segments == 7 : segments == 4 || segments == 6;
        return named;
    }

    private JsonObject list(String path) {
        JsonArray items = new JsonArray();
        objects.forEach((where, object) -> {
            if (isIn(where, path)) {
                items.add(object);
            }
        });
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", Long.toString(version));
        JsonObject list = new JsonObject();
        list.add("metadata", metadata);
        list.add("items", items);
        return list;
    }

    private static boolean isIn(String objectPath, String collection) {
        String own = objectPath.substring(0, objectPath.lastIndexOf('/'));
        return own.equals(collection)
                || own.replaceFirst("/namespaces/[^/]+", "").equals(collection);
    }

    /** {@code begun}: the epoch in which the request was let in; a watch of an earlier one is over before it begins. */
    private void watch(HttpExchange exchange, String path, String query, int begun) throws IOException {
        long from = Long.parseLong(query.replaceFirst(".*resourceVersion=([0-9]*).*", "$1"));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            stream(out, path, from, begun);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void stream(OutputStream out, String path, long from, int begun)
            throws IOException, InterruptedException {
        if (from < oldest) {
            out.write(line("ERROR", statusObject(410, "Expired")));
            return;
        }
        long seen = from;
        while (begun == epoch) {
            for (Event event : List.copyOf(history)) {
                if (event.version() > seen && isIn(event.path(), path)) {
                    out.write(line(event.type(), event.object()));
                    out.flush();
                }
                seen = Math.max(seen, event.version());
            }
            wait(1_000);
        }
    }

    private static byte[] line(String type, JsonObject object) {
        JsonObject event = new JsonObject();
        event.addProperty("type", type);
        event.add("object", object);
        return (event + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject statusObject(int code, String reason) {
        JsonObject status = new JsonObject();
        status.addProperty("kind", "Status");
        status.addProperty("apiVersion", "v1");
        status.addProperty("code", code);
        status.addProperty("reason", reason);
        status.addProperty("message", "stub says " + code + " " + reason);
        return status;
    }

    private static void status(HttpExchange exchange, int code, String reason) throws IOException {
        send(exchange, code, statusObject(code, reason));
    }

    private static void send(HttpExchange exchange, int code, JsonObject object) throws IOException {
        byte[] bytes = object.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
