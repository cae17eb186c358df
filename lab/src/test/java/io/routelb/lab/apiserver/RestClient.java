package io.routelb.lab.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.apiserver.store.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A plain HTTPS client of the server under test, trusting its authority only. */
final class RestClient implements AutoCloseable {
    private final HttpClient http;
    private final URI server;
    private final Map<String, String> headers;

    private RestClient(HttpClient http, URI server, Map<String, String> headers) {
        this.http = http;
        this.server = server;
        this.headers = headers;
    }

    /** Code, headers and body of an answer. */
    record Answer(int code, Map<String, String> headers, String text) {
        JsonObject json() {
            return JsonParser.parseString(text).getAsJsonObject();
        }

        /** The text at a dotted path, array indices as numbers; empty when there is nothing. */
        String at(String path) {
            JsonElement at = json();
            for (String field : path.split("/", -1)) {
                if (at.isJsonArray()) {
                    at = at.getAsJsonArray().get(Integer.parseInt(field));
                } else if (at.isJsonObject() && at.getAsJsonObject().has(field)) {
                    at = at.getAsJsonObject().get(field);
                } else {
                    return "";
                }
            }
            return at.isJsonPrimitive() ? at.getAsString() : Json.text(at);
        }
    }

    static RestClient admin(ApiServer server) {
        return to(server.uri(), server.caCertificate(), server.adminToken());
    }

    static RestClient to(URI server, String authority, String token) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "ca",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(authority.getBytes(StandardCharsets.UTF_8))));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            HttpClient http = HttpClient.newBuilder().sslContext(context).build();
            return new RestClient(
                    http, server, token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token));
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("no TLS client", broken);
        }
    }

    /** The same connections with another token; empty for none. */
    RestClient as(String token) {
        return new RestClient(http, server, token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token));
    }

    RestClient with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new RestClient(http, server, more);
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer delete(String path) {
        return send("DELETE", path, "");
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    Answer patch(String type, String path, String body) {
        String full = type.contains("/") ? type : "application/" + type + "+json";
        return with("Content-Type", full).send("PATCH", path, body);
    }

    Answer send(String method, String path, String body) {
        try {
            HttpResponse<byte[]> response =
                    http.send(request(method, path, body), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> received = new HashMap<>();
            response.headers().map().forEach((name, values) -> received.put(name, String.join(",", values)));
            return new Answer(response.statusCode(), received, text(response.body(), received));
        } catch (IOException gone) {
            throw new IllegalStateException(method + " " + path, gone);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(method + " " + path, interrupted);
        }
    }

    private static String text(byte[] body, Map<String, String> received) throws IOException {
        if (!received.getOrDefault("content-encoding", "").equals("gzip")) {
            return new String(body, StandardCharsets.UTF_8);
        }
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Opens a watch; its lines are read as they come. */
    WatchLines watch(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(request("GET", path, ""), HttpResponse.BodyHandlers.ofInputStream());
        return new WatchLines(response.statusCode(), response.body());
    }

    private HttpRequest request(String method, String path, String body) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(20));
        headers.forEach(builder::header);
        if (!body.isEmpty() && !headers.containsKey("Content-Type")) {
            builder.header("Content-Type", "application/json");
        }
        return builder.method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
