package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.routelb.lab.apiserver.RestClient.Answer;
import io.routelb.lab.apiserver.store.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that makes the webhook's certificate, with the kubectl and openssl that are installed. */
class WebhookCertificateTest {
    private static final Path SCRIPT =
            Path.of(System.getProperty("routelb.root"), "deploy", "components", "webhook", "certificate.sh");

    @TempDir
    private Path dir = Path.of("unset");

    private static boolean installed(String program) {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!found) {
            System.out.println("SKIPPED WebhookCertificateTest: there is no " + program + " on PATH");
        }
        return found;
    }

    @Test
    void theScriptPutsCertificateAndAuthorityInPlaceAndRenewsThem() throws Exception {
        assumeTrue(installed("kubectl") && installed("openssl"), "kubectl or openssl is not on PATH");
        try (ApiServer server = ApiServer.start(Options.defaults());
                RestClient admin = RestClient.admin(server)) {
            Files.writeString(dir.resolve("config"), server.kubeconfig());
            Shipped.apply(admin, "base/namespace.yaml");
            assertEquals(
                    201,
                    admin.post(
                                    Shipped.HOOKS,
                                    Json.text(Shipped.objects("components/webhook/webhook.yaml")
                                            .getFirst()))
                            .code());
            run();
            String first = check(admin);
            run();
            assertNotEquals(first, check(admin));
        }
    }

    private void run() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", SCRIPT.toString()).redirectErrorStream(true);
        builder.environment().put("HOME", dir.toString());
        builder.environment().put("KUBECONFIG", dir.resolve("config").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        assertEquals(0, process.exitValue(), output);
    }

    /** The certificate in the Secret, which the authority of all webhooks has signed for the Service's name. */
    private static String check(RestClient admin) throws Exception {
        Answer secret = admin.get(Shipped.SYSTEM + "/secrets/routelb-webhook");
        assertEquals("kubernetes.io/tls", secret.at("type"));
        Answer hooks = admin.get(Shipped.HOOKS + "/routelb");
        String bundle = hooks.at("webhooks/0/clientConfig/caBundle");
        assertEquals(bundle, hooks.at("webhooks/1/clientConfig/caBundle"));
        assertEquals(bundle, hooks.at("webhooks/2/clientConfig/caBundle"));
        String encoded = secret.json().getAsJsonObject("data").get("tls.crt").getAsString();
        X509Certificate certificate = certificate(encoded);
        certificate.verify(certificate(bundle).getPublicKey());
        assertTrue(certificate.getSubjectAlternativeNames().contains(List.of(2, "routelb-webhook.routelb-system.svc")));
        return encoded;
    }

    private static X509Certificate certificate(String base64) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }
}
