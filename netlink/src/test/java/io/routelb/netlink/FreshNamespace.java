package io.routelb.netlink;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * A network namespace that lives exactly as long as one thread of this test run: the kernel removes it, with all its links, when the
 * thread ends or the process is killed. Needs CAP_SYS_ADMIN; without it the test is skipped and says why.
 */
final class FreshNamespace implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final NetworkNamespace namespace;

    FreshNamespace() throws NetlinkException, InterruptedException, ExecutionException {
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

    NetworkNamespace namespace() {
        return namespace;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
