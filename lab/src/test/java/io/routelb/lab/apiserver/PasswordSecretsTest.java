package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.routelb.kube.watch.ClusterWatch;
import io.routelb.kube.watch.WatchedKind;
import io.routelb.lab.apiserver.RestClient.Answer;
import io.routelb.lab.process.Await;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.SecretView;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the agent's own rights: Secrets that a BGPPeer names are read and followed, and no others. */
class PasswordSecretsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SECRETS = Shipped.SYSTEM + "/secrets";
    private static final String PEERS = "/apis/routelb.io/v1/bgppeers";

    private ApiServer server;
    private RestClient admin;
    private ClusterWatch watch;

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start(Options.defaults());
        admin = RestClient.admin(server);
        Shipped.apply(admin, "crds/bgppeers.routelb.io.yaml", "base/namespace.yaml", "base/rbac-lb-node.yaml");
        String token = admin.post(Shipped.SYSTEM + "/serviceaccounts/routelb-lb-node/token", "{\"spec\":{}}")
                .at("status/token");
        KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(server.kubeconfig(token)));
        ApiClient client = ClientBuilder.kubeconfig(config).build().setReadTimeout(0);
        watch = ClusterWatch.start(
                client, Set.of(WatchedKind.BGP_PEERS, WatchedKind.SECRETS), "routelb-system", () -> {});
    }

    @AfterEach
    void stop() throws IOException {
        watch.stop();
        admin.close();
        server.close();
    }

    private static String secret(String name, String password) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"password\":\""
                + Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8)) + "\"}}";
    }

    private static void done(int code, Answer answer) {
        assertEquals(code, answer.code(), answer.text());
    }

    private void awaitSecrets(String what, Map<String, Map<String, String>> wanted) throws Exception {
        Await.until(what, SOON, () -> {
            Map<String, SecretView> read = watch.snapshot().secrets();
            return read.keySet().equals(wanted.keySet())
                    && read.values().stream().allMatch(each -> each.values().equals(wanted.get(each.name())));
        });
    }

    @Test
    void aSecretIsReadWhileAPeerNamesItAndFollowed() throws Exception {
        done(201, admin.post(SECRETS, secret("bgp", "first")));
        done(201, admin.post(SECRETS, secret("others", "nobody's business")));
        done(
                201,
                admin.post(
                        PEERS,
                        "{\"apiVersion\":\"routelb.io/v1\",\"kind\":\"BGPPeer\",\"metadata\":{\"name\":\"r1\"},"
                                + "\"spec\":{\"address\":\"192.0.2.1\",\"asn\":64500,"
                                + "\"passwordSecretRef\":{\"name\":\"bgp\"}}}"));
        awaitSecrets("the Secret", Map.of("bgp", Map.of("password", "first")));
        done(200, admin.patch("merge-patch", SECRETS + "/bgp", secret("bgp", "second")));
        awaitSecrets("its change", Map.of("bgp", Map.of("password", "second")));
        done(200, admin.delete(SECRETS + "/bgp"));
        awaitSecrets("its end", Map.of());
        done(201, admin.post(SECRETS, secret("bgp", "third")));
        awaitSecrets("its return", Map.of("bgp", Map.of("password", "third")));
        done(
                200,
                admin.patch("merge-patch", PEERS + "/r1", "{\"spec\":{\"passwordSecretRef\":{\"name\":\"others\"}}}"));
        Await.until("the peer names the other", SOON, () -> {
            ClusterSnapshot now = watch.snapshot();
            boolean named = Objects.requireNonNull(now.bgpPeers().get("r1")).password().stream()
                    .anyMatch(each -> each.name().equals("others"));
            assertTrue(
                    now.secrets().containsKey(named ? "others" : "bgp"), "and never one that is still to be fetched");
            return named;
        });
        awaitSecrets("the other instead", Map.of("others", Map.of("password", "nobody's business")));
        done(200, admin.patch("merge-patch", PEERS + "/r1", "{\"spec\":{\"passwordSecretRef\":null}}"));
        awaitSecrets("none", Map.of());
    }
}
