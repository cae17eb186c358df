package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.RestClient.Answer;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: a write to the API server, its call over HTTPS, the allocator's answer; with the RBAC and the manifests we ship. */
class AdmissionTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SECRET = Shipped.SYSTEM + "/secrets/routelb-webhook";
    private static final String SERVICES = "/api/v1/namespaces/web/services";

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
        Shipped.apply(admin, Shipped.GROUPS_CRD);
        allocator = Shipped.allocator(dir, server, admin);
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
        untilDenied("shadow", "198.51.100.2-198.51.100.9");
        Answer denied = group("shadow", "198.51.100.2-198.51.100.9");
        assertEquals(403, denied.code(), denied.text());
        assertEquals("Overlaps", denied.at("reason"));
        assertEquals(
                "admission webhook \"servicegroups.routelb.io\" denied the request: pool 198.51.100.2-198.51.100.9 overlaps"
                        + " 198.51.100.0-198.51.100.3 of ServiceGroup routed; remove it from one of them",
                denied.at("message"));
        Answer outside = group("outside", "203.0.113.0/30");
        assertTrue(outside.at("message").contains("not inside its subnet"), outside.text());
        assertEquals(404, admin.get(Shipped.GROUPS + "/shadow").code());
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
                Shipped.GROUPS + "/routed",
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
                () -> admin.get(Shipped.GROUPS + "/unjudged")
                        .at("status/conditions")
                        .contains("Overlaps"),
                () -> admin.get(Shipped.GROUPS + "/unjudged").at("status"));
    }

    private void untilDenied(String name, String pool) throws IOException, InterruptedException {
        Await.until(
                "a group with pool " + pool + " is denied",
                SOON,
                () -> admin.post(Shipped.GROUPS + "?dryRun=All", Shipped.group(name, pool, "198.51.100.0/24"))
                                .code()
                        == 403,
                () -> admin.post(Shipped.GROUPS + "?dryRun=All", Shipped.group(name, pool, "198.51.100.0/24"))
                        .text());
    }

    private void waitFor(String line) throws IOException, InterruptedException {
        Await.until("the line: " + line, SOON, () -> allocator.hasLogged(line), allocator::lastLines);
    }

    private Answer group(String name, String pool) {
        return admin.post(Shipped.GROUPS, Shipped.group(name, pool, "198.51.100.0/24"));
    }

    private Answer service(String name, String annotations) {
        return admin.post(SERVICES, Shipped.service(name, annotations));
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
                ? admin.post(Shipped.SYSTEM + "/secrets", body)
                : admin.patch("merge-patch", SECRET, body);
        assertTrue(written.code() < 300, written.text());
    }

    /** The shipped configuration, with a url in the place of the Service, which nothing here routes to. */
    private void register(Identity identity) throws IOException {
        JsonObject configuration =
                Shipped.objects("components/webhook/webhook.yaml").getFirst();
        for (JsonObject webhook : Json.objects(configuration, "webhooks")) {
            JsonObject client = new JsonObject();
            client.addProperty("url", allocator.webhookUrl());
            client.addProperty("caBundle", base64(identity.authority()));
            webhook.add("clientConfig", client);
        }
        Answer written = admin.get(Shipped.HOOKS + "/routelb").code() == 404
                ? admin.post(Shipped.HOOKS, Json.text(configuration))
                : admin.patch("merge-patch", Shipped.HOOKS + "/routelb", Json.text(configuration));
        assertTrue(written.code() < 300, written.text());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
