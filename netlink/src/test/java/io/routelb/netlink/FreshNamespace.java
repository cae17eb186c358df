package io.routelb.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import io.routelb.netlink.value.Link;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * A network namespace that lives exactly as long as one thread of this test run: the kernel removes it, with all its links, when the
 * thread ends or the process is killed. Needs CAP_SYS_ADMIN; without it the test is skipped and says why.
 */
public final class FreshNamespace implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final NetworkNamespace namespace;

    public FreshNamespace() throws NetlinkException, InterruptedException, ExecutionException {
        CompletableFuture<Integer> threadId = new CompletableFuture<>();
        Thread.ofPlatform().name("namespace-keeper").daemon(true).start(() -> {
            int result = Native.LIBC.unshare(Native.CLONE_NEWNET);
            threadId.complete(result == 0 ? Native.LIBC.gettid() : -Native.errno());
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        int tid = threadId.get();
        if (tid < 0) {
            String reason =
                    NetlinkException.sentence(-tid, "make a network namespace for the test", "", "CAP_SYS_ADMIN");
            System.out.println("SKIPPED: " + reason);
            abort(reason);
        }
        long pid = ProcessHandle.current().pid();
        namespace = NetworkNamespace.ofPath(Path.of("/proc/" + pid + "/task/" + tid + "/ns/net"));
    }

    public NetworkNamespace namespace() {
        return namespace;
    }

    /** Runs {@code ip} inside, as somebody else would; arguments are separated by one blank. */
    public void ip(String arguments) throws NetlinkException, ExecutionException, InterruptedException {
        output(arguments);
    }

    /** As above, and gives what it printed. */
    public String output(String arguments) throws NetlinkException, ExecutionException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        return namespace.call(() -> {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), () -> "ip " + arguments + ": " + text);
            return text;
        });
    }

    /** Joins two fresh namespaces by a cable; both its ends are called {@code eth0} and up when this returns. */
    public static void join(FreshNamespace one, FreshNamespace other)
            throws NetlinkException, ExecutionException, InterruptedException {
        one.ip("link add eth0 type veth peer name eth0 netns " + other.namespace.path());
        one.ip("link set eth0 up");
        other.ip("link set eth0 up");
    }

    /** The link of that name inside. */
    public Link link(String name) throws NetlinkException, ExecutionException, InterruptedException {
        return namespace.call(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                return rtnetlink.link(name).orElseThrow();
            }
        });
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
