package io.routelb.kube.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    private static final InetSocketAddress FREE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static HttpResponse<String> get(DaemonHttp http, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + http.port() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void metricsHealthAndReadinessAreServed() throws Exception {
        CollectorRegistry registry = new CollectorRegistry();
        Counter.build("routelb_test_total", "A test.").register(registry).inc();
        AtomicReference<String> reason = new AtomicReference<>("services are not listed yet");
        try (DaemonHttp http = DaemonHttp.start(FREE, registry, reason::get)) {
            assertTrue(get(http, "/metrics").body().contains("routelb_test_total 1.0"));
            assertEquals(200, get(http, "/healthz").statusCode());
            assertEquals(503, get(http, "/readyz").statusCode());
            assertEquals("services are not listed yet\n", get(http, "/readyz").body());
            reason.set("");
            assertEquals(200, get(http, "/readyz").statusCode());
            assertEquals(404, get(http, "/other").statusCode());
        }
    }

    @Test
    void aPortInUseIsOneSentence() throws Exception {
        try (DaemonHttp first = DaemonHttp.start(FREE, new CollectorRegistry(), () -> "")) {
            InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port());
            StartupException refused = assertThrows(
                    StartupException.class, () -> DaemonHttp.start(taken, new CollectorRegistry(), () -> ""));
            assertTrue(String.valueOf(refused.getMessage()).matches("cannot serve metrics on .*:[0-9]+: Address .*"));
        }
    }

    @Test
    void manyWakesBeforeALookCountAsOne() throws Exception {
        WakeSignal signal = new WakeSignal();
        assertFalse(signal.await(Duration.ZERO));
        signal.wake();
        signal.run();
        assertTrue(signal.await(Duration.ofSeconds(5)));
        assertFalse(signal.await(Duration.ZERO));
    }

    @Test
    void noApiServerToBeFoundIsOneSentence() {
        StartupException refused = assertThrows(StartupException.class, () -> KubeClients.connect("", Map.of()));
        assertEquals(
                "no API server: give --kubeconfig, set KUBECONFIG, or run in a Pod with a service account",
                refused.getMessage());
    }

    @Test
    void anAbsentOrUnusableKubeconfigIsNamed(@TempDir Path folder) throws IOException {
        Path absent = folder.resolve("absent");
        assertEquals(
                "--kubeconfig names " + absent + ", which does not exist",
                assertThrows(StartupException.class, () -> KubeClients.connect(absent.toString(), Map.of()))
                        .getMessage());
        Path broken = Files.writeString(folder.resolve("broken"), "not: [a kubeconfig");
        assertTrue(String.valueOf(assertThrows(
                                StartupException.class,
                                () -> KubeClients.connect("", Map.of("KUBECONFIG", broken.toString())))
                        .getMessage())
                .startsWith("KUBECONFIG names " + broken + ", which cannot be used as a kubeconfig: "));
    }

    @Test
    void aKubeconfigGivesAClientWithTimeouts(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters: [{name: k, cluster: {server: 'http://127.0.0.1:6443'}}]
                users: [{name: u, user: {token: t}}]
                """);
        var client = KubeClients.connect(file.toString(), Map.of());
        assertEquals("http://127.0.0.1:6443", client.getBasePath());
        assertEquals(5_000, client.getConnectTimeout());
        assertEquals(30_000, client.getReadTimeout());
    }

    @Test
    void aLogLevelThatIsNoneIsRefused() {
        assertThrows(StartupException.class, () -> DaemonLogging.configure(DaemonLogging.Format.TEXT, "loud"));
    }

    @Test
    void theVersionIsFilledInByTheBuild() {
        assertTrue(ProgramVersion.current().matches("[0-9]+\\.[0-9]+\\.[0-9]+.*"), ProgramVersion.current());
    }

    @Test
    void aStopWaitsForTheLoopButNotForEver() {
        StopSignal signal = new StopSignal();
        assertFalse(signal.requested());
        assertFalse(signal.handle(Duration.ofMillis(10), () -> assertTrue(signal.requested())));
        signal.finished();
        assertTrue(signal.handle(Duration.ofSeconds(10), () -> {}));
    }
}
