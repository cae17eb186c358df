package io.routelb.lab.apiserver.admission;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.routelb.lab.apiserver.store.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Posts reviews to one webhook over HTTPS, trusting its {@code caBundle} only. */
record HookClient(String url, Duration timeout, Optional<HttpClient> http, String unusable) {
    /** A call that gave no usable answer; the message says why, as the API server words it. */
    static final class CallFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        CallFailedException(String message) {
            super(message);
        }
    }

    static HookClient of(JsonObject webhook) {
        JsonObject client = Json.object(webhook, "clientConfig");
        Duration timeout = Duration.ofSeconds(Json.integer(webhook, "timeoutSeconds", 10));
        JsonObject service = Json.object(client, "service");
        String url = Json.string(client, "url");
        if (url.isEmpty()) {
            return unusable("service \"" + Json.string(service, "name") + "\" not found");
        }
        try {
            return new HookClient(
                    url,
                    timeout,
                    Optional.of(HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(timeout)
                            .sslContext(trusting(Json.string(client, "caBundle")))
                            .build()),
                    "");
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return unusable("unable to load root certificates: " + e.getMessage());
        }
    }

    private static HookClient unusable(String why) {
        return new HookClient("", Duration.ZERO, Optional.empty(), why);
    }

    /** The {@code response} of the review that comes back for the one sent. */
    JsonObject call(JsonObject review, String uid) throws CallFailedException {
        HttpClient usable = http.orElseThrow(() -> new CallFailedException(unusable));
        String where = "Post \"" + url + "?timeout=" + timeout.toSeconds() + "s\": ";
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "?timeout=" + timeout.toSeconds() + "s"))
                    .timeout(timeout)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Json.text(review)))
                    .build();
            HttpResponse<String> answer = usable.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new CallFailedException("failed to call webhook: the server answered " + answer.statusCode()
                        + ": " + answer.body().strip());
            }
            return response(answer.body(), uid);
        } catch (IOException e) {
            throw new CallFailedException("failed to call webhook: " + where + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailedException("failed to call webhook: " + where + "the server is stopping");
        }
    }

    private static JsonObject response(String body, String uid) throws CallFailedException {
        JsonObject review;
        try {
            review = JsonParser.parseString(body) instanceof JsonObject object ? object : new JsonObject();
        } catch (JsonParseException e) {
            throw new CallFailedException("received invalid webhook response: " + e.getMessage());
        }
        String version = Json.string(review, "apiVersion") + " " + Json.string(review, "kind");
        if (!version.equals("admission.k8s.io/v1 AdmissionReview")) {
            throw new CallFailedException("received invalid webhook response: expected webhook response of"
                    + " admission.k8s.io/v1, Kind=AdmissionReview, got " + version);
        }
        JsonObject response = Json.object(review, "response");
        if (!Json.string(response, "uid").equals(uid)) {
            throw new CallFailedException("received invalid webhook response: expected response.uid=\"" + uid
                    + "\", got \"" + Json.string(response, "uid") + "\"");
        }
        return response;
    }

    private static SSLContext trusting(String bundle) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        byte[] pem = Base64.getDecoder().decode(bundle);
        int count = 0;
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            store.setCertificateEntry("ca-" + count, certificate);
            count++;
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
