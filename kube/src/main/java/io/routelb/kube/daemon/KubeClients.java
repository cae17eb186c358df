package io.routelb.kube.daemon;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.CipherSuite;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import org.jspecify.annotations.Nullable;

/** Finds the API server: {@code --kubeconfig}, else {@code KUBECONFIG}, else the Pod's service account. */
public final class KubeClients {
    private static final Path SERVICE_ACCOUNT_TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** As many as a program has writers and more: a connection closed for want of room costs a handshake soon after. */
    private static final int IDLE_CONNECTIONS = 16;

    private static final Duration IDLE = Duration.ofMinutes(5);

    /**
     * The usual suites, but ChaCha20 first: our programs run under the first compiler, which knows no processor instructions for AES. A record
     * of 1500 bytes takes it 40 us with AES-GCM and 10 us with ChaCha20-Poly1305. A server that has no ChaCha20 takes another.
     */
    private static final ConnectionSpec TLS = new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
            .cipherSuites(chaCha20First(ConnectionSpec.MODERN_TLS.cipherSuites()))
            .build();

    private KubeClients() {}

    /**
     * A client with timeouts: 5 s to connect, 30 s for an answer (watches have their own). Makes no request.
     *
     * @param kubeconfig path from the command line; empty when not given
     * @throws StartupException when none of the three sources is usable
     */
    public static ApiClient connect(String kubeconfig, Map<String, String> environment) throws StartupException {
        ApiClient client = build(kubeconfig, environment);
        client.setConnectTimeout((int) CONNECT.toMillis());
        client.setReadTimeout((int) ANSWER.toMillis());
        client.setWriteTimeout((int) ANSWER.toMillis());
        client.setHttpClient(client.getHttpClient()
                .newBuilder()
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE.toSeconds(), TimeUnit.SECONDS))
                .connectionSpecs(List.of(TLS, ConnectionSpec.CLEARTEXT))
                .build());
        client.setUserAgent("routelb/" + ProgramVersion.current());
        return client;
    }

    private static CipherSuite[] chaCha20First(@Nullable List<CipherSuite> suites) {
        return suites == null
                ? new CipherSuite[0]
                : suites.stream()
                        .sorted(Comparator.comparingInt(
                                suite -> suite.javaName().contains("CHACHA20") ? 0 : 1))
                        .toArray(CipherSuite[]::new);
    }

    private static ApiClient build(String kubeconfig, Map<String, String> environment) throws StartupException {
        if (!kubeconfig.isEmpty()) {
            return fromFile(Path.of(kubeconfig), "--kubeconfig");
        }
        String fromEnvironment = environment.getOrDefault("KUBECONFIG", "");
        if (!fromEnvironment.isEmpty()) {
            return fromFile(Path.of(fromEnvironment), "KUBECONFIG");
        }
        if (environment.containsKey("KUBERNETES_SERVICE_HOST") && Files.isReadable(SERVICE_ACCOUNT_TOKEN)) {
            try {
                return ClientBuilder.cluster().build();
            } catch (IOException e) {
                throw new StartupException("the Pod's service account cannot be used: " + e.getMessage(), e);
            }
        }
        throw new StartupException(
                "no API server: give --kubeconfig, set KUBECONFIG, or run in a Pod with a service account");
    }

    private static ApiClient fromFile(Path file, String source) throws StartupException {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            KubeConfig config = KubeConfig.loadKubeConfig(reader);
            config.setFile(file.toFile());
            return ClientBuilder.kubeconfig(config).build();
        } catch (FileNotFoundException | NoSuchFileException e) {
            throw new StartupException(source + " names " + file + ", which does not exist", e);
        } catch (IOException | RuntimeException e) {
            throw new StartupException(
                    source + " names " + file + ", which cannot be used as a kubeconfig: " + e.getMessage(), e);
        }
    }
}
