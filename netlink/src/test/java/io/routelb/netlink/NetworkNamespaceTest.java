package io.routelb.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class NetworkNamespaceTest {
    private static String ownNamespace() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    }

    @Test
    void runsTheTaskInsideAndLeavesTheCallerOutside() throws Exception {
        try (FreshNamespace fresh = new FreshNamespace()) {
            String before = ownNamespace();
            String inside = fresh.namespace().call(NetworkNamespaceTest::ownNamespace);
            assertNotEquals(before, inside);
            assertEquals(before, ownNamespace());
            assertEquals(
                    inside, Files.readSymbolicLink(fresh.namespace().path()).toString());
        }
    }

    @Test
    void theJdkSeesOnlyTheLinksOfTheNamespace() throws Exception {
        try (FreshNamespace fresh = new FreshNamespace()) {
            long links = fresh.namespace()
                    .call(() -> NetworkInterface.networkInterfaces().count());
            // A new namespace has only loopback, and whatever tunnels the kernel adds to each; never this machine's own
            // links.
            assertTrue(fresh.namespace().call(() -> NetworkInterface.getByName("lo") != null && links < 20));
            assertFalse(fresh.namespace()
                    .call(() -> NetworkInterface.getByName("lo").isUp()));
        }
    }

    @Test
    void aProcessStartedInsideLivesInside() throws Exception {
        try (FreshNamespace fresh = new FreshNamespace()) {
            String inside = fresh.namespace().call(NetworkNamespaceTest::ownNamespace);
            String child = fresh.namespace().call(() -> {
                Process process = new ProcessBuilder("readlink", "/proc/self/ns/net").start();
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            });
            assertEquals(inside, child);
        }
    }

    @Test
    void aMadeThreadLivesInside() throws Exception {
        try (FreshNamespace fresh = new FreshNamespace()) {
            CompletableFuture<String> seen = new CompletableFuture<>();
            Thread thread = fresh.namespace().thread("inside", () -> {
                try {
                    seen.complete(ownNamespace());
                } catch (IOException e) {
                    seen.completeExceptionally(e);
                }
            });
            assertEquals("inside", thread.getName());
            thread.start();
            assertEquals(fresh.namespace().call(NetworkNamespaceTest::ownNamespace), seen.get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatTheTaskThrowsIsTheCause() throws Exception {
        try (FreshNamespace fresh = new FreshNamespace()) {
            ExecutionException thrown = assertThrows(
                    ExecutionException.class,
                    () -> fresh.namespace().call(() -> {
                        throw new IOException("of the task");
                    }));
            assertEquals(
                    "of the task",
                    assertInstanceOf(IOException.class, thrown.getCause()).getMessage());
        }
    }

    @Test
    void anAbsentFileIsATypedError() {
        NetlinkException thrown =
                assertThrows(NetlinkException.class, () -> NetworkNamespace.ofPath(Path.of("/run/netns/no-such")));
        assertEquals(2, thrown.errno());
        assertEquals(
                "cannot open the network namespace /run/netns/no-such: No such file or directory (errno 2)",
                thrown.getMessage());
    }

    @Test
    void aFileThatIsNoNamespaceIsATypedError() {
        NetlinkException thrown =
                assertThrows(NetlinkException.class, () -> NetworkNamespace.ofPath(Path.of("/proc/self/status")));
        assertEquals(22, thrown.errno());
    }
}
