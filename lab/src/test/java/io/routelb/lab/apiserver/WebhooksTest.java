package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.routelb.lab.apiserver.RestClient.Answer;
import io.routelb.lab.apiserver.store.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API server's side of admission webhooks: which writes are sent, and what becomes of the answers. */
class WebhooksTest {
    private static final String HOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String ALLOWED = "{\"allowed\":true}";
    private static final List<JsonObject> ASKED = new CopyOnWriteArrayList<>();
    private static final AtomicReference<String> ANSWER = new AtomicReference<>(ALLOWED);

    private static ApiServer server;
    private static RestClient admin;
    private static HttpsServer hook;
    private static String bundle;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException {
        server = ApiServer.start(Options.defaults());
        admin = RestClient.admin(server);
        InetAddress host = InetAddress.ofLiteral("127.0.0.1");
        KeyPair keys = Certificates.newKeys();
        byte[] authority = Certificates.authority(keys);
        hook = HttpsServer.create(new InetSocketAddress(host, 0), 0);
        hook.setHttpsConfigurator(
                new HttpsConfigurator(Certificates.serverContext(authority, keys.getPrivate(), List.of(host))));
        hook.createContext("/", WebhooksTest::answer);
        hook.start();
        bundle = Base64.getEncoder()
                .encodeToString(Certificates.pem("CERTIFICATE", authority).getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void stop() throws IOException {
        hook.stop(0);
        admin.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        admin.delete(HOOKS + "/test");
        ASKED.clear();
        ANSWER.set(ALLOWED);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            JsonObject request = JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("request");
            ASKED.add(request);
            JsonObject response = JsonParser.parseString(ANSWER.get()).getAsJsonObject();
            response.add("uid", request.get("uid"));
            JsonObject review = new JsonObject();
            review.addProperty("apiVersion", "admission.k8s.io/v1");
            review.addProperty("kind", "AdmissionReview");
            review.add("response", response);
            byte[] bytes = Json.text(review).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Registers a webhook; {@code fields} are further JSON fields of it. */
    private static Answer register(String url, String rule, String fields) {
        return admin.post(HOOKS, """
                {"metadata":{"name":"test"},"webhooks":[{"name":"test.example.org","sideEffects":"None",
                 "admissionReviewVersions":["v1"],"clientConfig":{"url":"%s","caBundle":"%s"},"rules":[%s]%s}]}""".formatted(url, bundle, rule, fields));
    }

    private static String hookUrl() {
        return "https://127.0.0.1:" + hook.getAddress().getPort() + "/";
    }

    private static String rule(String operations, String resources) {
        return "{\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":" + operations + ",\"resources\":"
                + resources + "}";
    }

    private static String map(String name, String labels) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{" + labels + "}}}";
    }

    /** A ConfigMap is created, changed and deleted; the operations the webhook hears of. Quotes are single here. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            everything        | ['*']      | ['*']           | ``                                                   | CREATE UPDATE DELETE
            some operations   | ['UPDATE'] | ['configmaps']  | ``                                                   | UPDATE
            another resource  | ['*']      | ['secrets']     | ``                                                   | ``
            a subresource     | ['*']      | ['configmaps/status'] | ``                                             | ``
            a label           | ['*']      | ['configmaps']  | ,'objectSelector':{'matchLabels':{'a':'b'}}          | CREATE UPDATE DELETE
            another label     | ['*']      | ['configmaps']  | ,'objectSelector':{'matchLabels':{'a':'c'}}          | ``
            another namespace | ['*']      | ['configmaps']  | ,'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'web'}} | ``
            a condition       | ['*']      | ['configmaps']  | ,'matchConditions':[{'name':'x','expression':'request.operation == "CREATE"'}] | CREATE
            a condition that cannot be computed, ignored | ['*'] | ['configmaps'] | ,'failurePolicy':'Ignore','matchConditions':[{'name':'x','expression':'object.data.x == 1'}] | ``
            """)
    void aWebhookHearsOfWhatItAskedFor(String name, String operations, String resources, String fields, String heard) {
        Answer made = register(
                hookUrl(),
                rule(operations.replace('\'', '"'), resources.replace('\'', '"')),
                fields.replace("\"", "\\\"").replace('\'', '"'));
        assertEquals(201, made.code(), made.text());
        assertEquals(201, admin.post(MAPS, map("m", "\"a\":\"b\"")).code(), name);
        admin.patch("merge-patch", MAPS + "/m", "{\"data\":{\"k\":\"v\"}}");
        admin.delete(MAPS + "/m");
        assertEquals(
                heard,
                String.join(
                        " ",
                        ASKED.stream()
                                .map(asked -> Json.string(asked, "operation"))
                                .toList()));
    }

    @Test
    void theReviewSaysWhoWritesWhatOverWhat() {
        register(hookUrl(), rule("[\"UPDATE\"]", "[\"configmaps\"]"), "");
        admin.post(MAPS, map("m", ""));
        admin.patch("merge-patch", MAPS + "/m?dryRun=All", "{\"data\":{\"k\":\"v\"}}");
        JsonObject asked = ASKED.getFirst();
        assertEquals("kubernetes-admin", Json.string(Json.object(asked, "userInfo"), "username"));
        assertEquals("v", Json.string(Json.object(Json.object(asked, "object"), "data"), "k"));
        assertTrue(!Json.object(asked, "oldObject").has("data") && Json.isTrue(asked, "dryRun"));
        assertEquals("ConfigMap", Json.string(Json.object(asked, "object"), "kind"));
        admin.delete(MAPS + "/m");
    }

    @Test
    void aDenialIsTheClientsAnswerAndNothingIsStored() {
        ANSWER.set("{\"allowed\":false,\"status\":{\"code\":403,\"reason\":\"Overlaps\",\"message\":\"no\"}}");
        register(hookUrl(), rule("[\"*\"]", "[\"configmaps\"]"), "");
        Answer denied = admin.post(MAPS, map("m", ""));
        assertEquals(403, denied.code());
        assertEquals("Overlaps", denied.at("reason"));
        assertEquals("admission webhook \"test.example.org\" denied the request: no", denied.at("message"));
        assertEquals(404, admin.get(MAPS + "/m").code());
        ANSWER.set("{\"allowed\":false}");
        Answer silent = admin.post(MAPS, map("m", ""));
        assertEquals(400, silent.code());
        assertTrue(silent.at("message").endsWith("denied the request without explanation"), silent.text());
    }

    @Test
    void warningsReachTheClient() {
        ANSWER.set("{\"allowed\":true,\"warnings\":[\"mind the gap\"]}");
        register(hookUrl(), rule("[\"*\"]", "[\"configmaps\"]"), "");
        Answer written = admin.post(MAPS, map("m", ""));
        assertEquals("299 - \"mind the gap\"", written.headers().getOrDefault("warning", ""));
        assertEquals(
                "299 - \"mind the gap\"", admin.delete(MAPS + "/m").headers().getOrDefault("warning", ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"Ignore, 201", "Fail, 500"})
    void theFailurePolicyDecidesWhenNobodyAnswers(String policy, int code) {
        register(
                "https://127.0.0.1:1/",
                rule("[\"CREATE\"]", "[\"configmaps\"]"),
                ",\"failurePolicy\":\"" + policy + "\"");
        Answer written = admin.post(MAPS, map("m", ""));
        assertEquals(code, written.code(), written.text());
        assertTrue(code != 500 || written.at("message").contains("failed calling webhook \"test.example.org\""));
        admin.delete(MAPS + "/m");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a timeout of 31 s | ,"timeoutSeconds":31 | timeoutSeconds
            an unknown policy | ,"failurePolicy":"Guess" | failurePolicy
            a condition that does not compile | ,"matchConditions":[{"name":"x","expression":"object."}] | matchConditions[0].expression
            """)
    void aWebhookThatCannotBeIsRefused(String name, String fields, String field) {
        Answer refused = register(hookUrl(), rule("[\"*\"]", "[\"*\"]"), fields);
        assertEquals(422, refused.code(), name);
        assertTrue(refused.at("message").contains("webhooks[0]." + field), refused.at("message"));
    }
}
