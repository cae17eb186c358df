package io.routelb.lab.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.lab.process.ExpectationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void namesTheOriginalHostWhenTheServerIsElsewhere() throws IOException {
        Access access = Access.read(kubeconfig("https://api.example.org:8443", "certificate-authority-data: QUJD"));
        assertEquals(new Access("api.example.org", 8443, "QUJD", true), access);
        String written = access.kubeconfig(6443, "secret");
        assertTrue(written.contains("server: https://127.0.0.1:6443\n"));
        assertTrue(written.contains("certificate-authority-data: QUJD\n"));
        assertTrue(written.contains("tls-server-name: api.example.org\n"));
        assertTrue(written.contains("token: secret\n"));
    }

    @Test
    void needsNoServerNameWhereTheServerIsOnTheSameAddressAsTheRelay() throws IOException {
        Access access = Access.read(kubeconfig("https://127.0.0.1:40001", "certificate-authority-data: QUJD"));
        assertFalse(access.kubeconfig(6443, "secret").contains("tls-server-name"));
    }

    @Test
    void readsAnAuthorityFromTheFileBesideTheKubeconfig() throws IOException {
        Files.writeString(folder.resolve("ca.crt"), "ABC");
        Access access = Access.read(kubeconfig("https://[2001:db8::1]", "certificate-authority: ca.crt"));
        assertEquals(new Access("2001:db8::1", 443, "QUJD", true), access);
    }

    @Test
    void keepsASkippedVerificationSkipped() throws IOException {
        Access access = Access.read(kubeconfig("https://127.0.0.1:1", "insecure-skip-tls-verify: true"));
        assertTrue(access.kubeconfig(6443, "secret").contains("insecure-skip-tls-verify: true\n"));
    }

    @Test
    void writesAFileThatOnlyItsOwnerReads() throws IOException {
        Path file = folder.resolve("program.kubeconfig");
        new Access("127.0.0.1", 1, "QUJD", true).writeKubeconfig(file, 6443, "secret");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Access again = Access.read(file);
        assertEquals(6443, again.port());
    }

    @Test
    void refusesAPlainTextServer() throws IOException {
        Path file = kubeconfig("http://127.0.0.1:8080", "insecure-skip-tls-verify: true");
        assertThrows(ExpectationException.class, () -> Access.read(file));
    }

    private Path kubeconfig(String server, String line) throws IOException {
        return Files.writeString(folder.resolve("admin.kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: c
                  cluster:
                    server: "%s"
                    %s
                users:
                - name: u
                  user: {token: t}
                contexts:
                - name: x
                  context: {cluster: c, user: u}
                current-context: x
                """.formatted(server, line));
    }
}
