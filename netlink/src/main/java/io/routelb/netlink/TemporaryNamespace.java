package io.routelb.netlink;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * A network namespace that lives exactly as long as one thread of this process: the kernel removes it, with all its links, when it is
 * closed or the process is killed. Trials and measurements of the real kernel are made in one. Needs CAP_SYS_ADMIN.
 */
public final class TemporaryNamespace implements AutoCloseable {
    private final CountDownLatch closed;
    private final NetworkNamespace namespace;

    private TemporaryNamespace(CountDownLatch closed, NetworkNamespace namespace) {
        this.closed = closed;
        this.namespace = namespace;
    }

    /** A new one, with nothing in it but a loopback link that is down. */
    public static TemporaryNamespace open() throws NetlinkException, InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
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
        try {
            int tid = threadId.get();
            if (tid < 0) {
                throw new NetlinkException(-tid, "make a network namespace", "", "CAP_SYS_ADMIN");
            }
            long pid = ProcessHandle.current().pid();
            return new TemporaryNamespace(
                    closed, NetworkNamespace.ofPath(Path.of("/proc/" + pid + "/task/" + tid + "/ns/net")));
        } catch (NetlinkException | InterruptedException e) {
            closed.countDown();
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the keeper only ever completes normally", e);
        }
    }

    public NetworkNamespace namespace() {
        return namespace;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
