package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.RestClient.Answer;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The whole way: a write to the API server, its call over HTTPS, the allocator's answer; with the RBAC and the manifests we ship. */
class AdmissionTest {
    private static final Path DEPLOY = Path.of(System.getProperty("routelb.root"), "deploy");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SYSTEM = "/api/v1/namespaces/routelb-system";
    private static final String SECRET = SYSTEM + "/secrets/routelb-webhook";
    private static final String GROUPS = "/apis/purelb.io/v2/namespaces/routelb-system/servicegroups";
    private static final String HOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    private static final String SERVICES = "/api/v1/namespaces/web/services";
    private static final Map<String, String> COLLECTIONS = Map.of(
            "Namespace", "/api/v1/namespaces",
            "Service", SYSTEM + "/services",
            "ServiceAccount", SYSTEM + "/serviceaccounts",
            "ClusterRole", "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            "ClusterRoleBinding", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            "Role", "/apis/rbac.authorization.k8s.io/v1/namespaces/routelb-system/roles",
            "RoleBinding", "/apis/rbac.authorization.k8s.io/v1/namespaces/routelb-system/rolebindings",
            "CustomResourceDefinition", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            "ValidatingWebhookConfiguration", HOOKS);

    @TempDir
    private Path dir = Path.of("unset");

    private ApiServer server;
    private RestClient admin;
    private AllocatorProgram allocator;

    /** A certificate for 127.0.0.1 and the authority that signed it, PEM. */
    private record Identity(String authority, String certificate, String key) {
        static Identity fresh() throws GeneralSecurityException {
            KeyPair authority = Certificates.newKeys();
            KeyPair keys = Certificates.newKeys();
            List<InetAddress> hosts = List.of(InetAddress.ofLiteral("127.0.0.1"));
            return new Identity(
                    Certificates.pem("CERTIFICATE", Certificates.authority(authority)),
                    Certificates.pem("CERTIFICATE", Certificates.server(keys, authority.getPrivate(), hosts)),
                    Certificates.pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start(Options.defaults());
        admin = RestClient.admin(server);
        for (String file : List.of(
                "crds/servicegroups.purelb.io.yaml",
                "base/namespace.yaml",
                "base/rbac-allocator.yaml",
                "components/webhook/rbac.yaml")) {
            apply(file);
        }
        admin.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"web\"}}");
        String token = admin.post(SYSTEM + "/serviceaccounts/routelb-allocator/token", "{\"spec\":{}}")
                .at("status/token");
        allocator = new AllocatorProgram(dir, server.kubeconfig(token));
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        allocator.stop();
        admin.close();
        server.close();
    }

    @Test
    void whatTheAllocatorWouldRefuseIsRefusedWhenItIsWritten() throws Exception {
        Identity first = Identity.fresh();
        waitFor("the webhook does not listen yet");
        show(first);
        register(first);
        waitFor("webhook listens");
        groupsAreJudged();
        servicesAreJudged();
        theCertificateIsReplacedLive();
        aBrokenCertificateChangesNothing();
        withoutTheAllocatorNothingIsHeldUp();
    }

    private void groupsAreJudged() throws Exception {
        assertEquals(201, group("routed", "198.51.100.0/30").code());
        untilDenied("clash", "198.51.100.2-198.51.100.9");
        Answer denied = group("clash", "198.51.100.2-198.51.100.9");
        assertEquals(403, denied.code(), denied.text());
        assertEquals("Overlaps", denied.at("reason"));
        assertEquals(
                "admission webhook \"servicegroups.routelb.io\" denied the request: pool 198.51.100.2-198.51.100.9 overlaps"
                        + " 198.51.100.0-198.51.100.3 of ServiceGroup routed; remove it from one of them",
                denied.at("message"));
        Answer outside = group("outside", "203.0.113.0/30");
        assertTrue(outside.at("message").contains("not inside its subnet"), outside.text());
        assertEquals(404, admin.get(GROUPS + "/clash").code());
    }

    private void servicesAreJudged() throws Exception {
        Answer plain = service("plain", "");
        assertEquals(201, plain.code(), plain.text());
        Answer foreign = service("pinned", "\"purelb.io/addresses\":\"203.0.113.9\"");
        assertEquals(403, foreign.code(), foreign.text());
        assertTrue(foreign.at("message").contains("203.0.113.9"), foreign.at("message"));
        assertEquals(
                201, service("held", "\"purelb.io/service-group\":\"routed\"").code());
        Await.until("held has its address", SOON, () -> !address("held").isEmpty());
        Answer taken = service("second", "\"purelb.io/addresses\":\"" + address("held") + "\"");
        assertEquals(403, taken.code(), taken.text());
        assertEquals("AddressInUse", taken.at("reason"));
        Answer shrunk = admin.patch(
                "merge-patch",
                GROUPS + "/routed",
                "{\"spec\":{\"remote\":{\"v4pool\":{\"pool\":\"198.51.100.3-198.51.100.3\"}}}}");
        assertEquals(200, shrunk.code(), shrunk.text());
        assertTrue(
                shrunk.headers().getOrDefault("warning", "").contains("web/held"),
                shrunk.headers().toString());
        assertEquals(
                200,
                admin.patch("merge-patch", SERVICES + "/held", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
                        .code());
    }

    private void theCertificateIsReplacedLive() throws Exception {
        Identity second = Identity.fresh();
        show(second);
        register(second);
        untilDenied("rotated", "198.51.100.0/29");
    }

    private void aBrokenCertificateChangesNothing() throws Exception {
        Identity broken = Identity.fresh();
        Identity other = Identity.fresh();
        show(new Identity(broken.authority(), broken.certificate(), other.key()));
        waitFor("webhook certificate refused; the one before stays in force");
        Answer denied = group("still", "198.51.100.0/29");
        assertEquals(403, denied.code(), denied.text());
        assertFalse(allocator.hasLogged(other.key().lines().skip(1).findFirst().orElseThrow()));
    }

    /** failurePolicy Ignore: the write goes through, and the condition says afterwards what is wrong. */
    private void withoutTheAllocatorNothingIsHeldUp() throws Exception {
        allocator.kill();
        Answer through = group("unjudged", "198.51.100.0/29");
        assertEquals(201, through.code(), through.text());
        allocator.restart();
        Await.until(
                "the planner's condition",
                SOON,
                () -> admin.get(GROUPS + "/unjudged").at("status/conditions").contains("Overlaps"),
                () -> admin.get(GROUPS + "/unjudged").at("status"));
    }

    private void untilDenied(String name, String pool) throws IOException, InterruptedException {
        Await.until(
                "a group with pool " + pool + " is denied",
                SOON,
                () -> admin.post(GROUPS + "?dryRun=All", group0(name, pool)).code() == 403,
                () -> admin.post(GROUPS + "?dryRun=All", group0(name, pool)).text());
    }

    private void waitFor(String line) throws IOException, InterruptedException {
        Await.until("the line: " + line, SOON, () -> allocator.hasLogged(line), allocator::lastLines);
    }

    private Answer group(String name, String pool) {
        return admin.post(GROUPS, group0(name, pool));
    }

    private static String group0(String name, String pool) {
        return "{\"apiVersion\":\"purelb.io/v2\",\"kind\":\"ServiceGroup\",\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":{\"remote\":{\"v4pool\":{\"pool\":\"" + pool + "\",\"subnet\":\"198.51.100.0/24\"}}}}";
    }

    private Answer service(String name, String annotations) {
        return admin.post(
                SERVICES,
                "{\"metadata\":{\"name\":\"" + name + "\",\"annotations\":{" + annotations
                        + "}},\"spec\":{\"type\":\"LoadBalancer\",\"ports\":[{\"port\":80}]}}");
    }

    private String address(String service) {
        return admin.get(SERVICES + "/" + service).at("status/loadBalancer/ingress/0/ip");
    }

    /** Puts the certificate into the Secret. */
    private void show(Identity identity) {
        String body =
                "{\"metadata\":{\"name\":\"routelb-webhook\"},\"type\":\"kubernetes.io/tls\",\"data\":{\"tls.crt\":\""
                        + base64(identity.certificate()) + "\",\"tls.key\":\"" + base64(identity.key()) + "\"}}";
        Answer written = admin.get(SECRET).code() == 404
                ? admin.post(SYSTEM + "/secrets", body)
                : admin.patch("merge-patch", SECRET, body);
        assertTrue(written.code() < 300, written.text());
    }

    /** The shipped configuration, with a url in the place of the Service, which nothing here routes to. */
    private void register(Identity identity) throws IOException {
        JsonObject configuration = objects("components/webhook/webhook.yaml").getFirst();
        for (JsonObject webhook : Json.objects(configuration, "webhooks")) {
            JsonObject client = new JsonObject();
            client.addProperty("url", allocator.webhookUrl());
            client.addProperty("caBundle", base64(identity.authority()));
            webhook.add("clientConfig", client);
        }
        Answer written = admin.get(HOOKS + "/routelb").code() == 404
                ? admin.post(HOOKS, Json.text(configuration))
                : admin.patch("merge-patch", HOOKS + "/routelb", Json.text(configuration));
        assertTrue(written.code() < 300, written.text());
    }

    private void apply(String file) throws IOException {
        for (JsonObject object : objects(file)) {
            String path = COLLECTIONS.getOrDefault(Json.string(object, "kind"), "unknown");
            Answer written = admin.post(path, Json.text(object));
            assertEquals(201, written.code(), written.text());
        }
    }

    private static List<JsonObject> objects(String file) throws IOException {
        List<JsonObject> objects = new ArrayList<>();
        String yaml = Files.readString(DEPLOY.resolve(file));
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            objects.add(new Gson().toJsonTree(document).getAsJsonObject());
        }
        return objects;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
