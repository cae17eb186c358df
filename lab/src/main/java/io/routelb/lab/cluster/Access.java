package io.routelb.lab.cluster;

import io.kubernetes.client.util.KubeConfig;
import io.routelb.lab.process.ExpectationException;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/**
 * How an API server is reached and recognised, from an administrator's kubeconfig, so that kubeconfigs can be written that go
 * through a relay.
 *
 * @param authority the certificate authority in base64 of PEM; empty means the system's
 * @param verify false when the administrator's kubeconfig skips verification
 */
record Access(String host, int port, String authority, boolean verify) {
    private static final String RELAY_HOST = "127.0.0.1";
    private static final int HTTPS = 443;

    static Access read(Path kubeconfig) throws IOException {
        try (Reader reader = Files.newBufferedReader(kubeconfig)) {
            KubeConfig config = KubeConfig.loadKubeConfig(reader);
            URI server = URI.create(config.getServer());
            if (!"https".equals(server.getScheme()) || server.getHost() == null) {
                throw new ExpectationException("the API server's address " + server + " in " + kubeconfig
                        + " is not of the form https://HOST:PORT");
            }
            String authority = config.getCertificateAuthorityData() == null ? "" : config.getCertificateAuthorityData();
            if (authority.isEmpty() && config.getCertificateAuthorityFile() != null) {
                Path file = kubeconfig.toAbsolutePath().resolveSibling(config.getCertificateAuthorityFile());
                authority = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
            }
            String host = server.getHost().replaceAll("[\\[\\]]", "");
            return new Access(host, server.getPort() < 0 ? HTTPS : server.getPort(), authority, config.verifySSL());
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    /** Writes a kubeconfig that reaches the server through a relay on the loopback address, readable by root alone. */
    void writeKubeconfig(Path file, int relayPort, String token) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, kubeconfig(relayPort, token));
    }

    String kubeconfig(int relayPort, String token) {
        StringBuilder cluster = new StringBuilder("    server: https://" + RELAY_HOST + ":" + relayPort + "\n");
        if (!authority.isEmpty()) {
            cluster.append("    certificate-authority-data: ").append(authority).append('\n');
        }
        if (!verify) {
            cluster.append("    insecure-skip-tls-verify: true\n");
        }
        if (!host.equals(RELAY_HOST)) {
            cluster.append("    tls-server-name: ").append(host).append('\n');
        }
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: lab
                  cluster:
                %susers:
                - name: program
                  user:
                    token: %s
                contexts:
                - name: lab
                  context:
                    cluster: lab
                    user: program
                current-context: lab
                """.formatted(cluster, token);
    }
}
