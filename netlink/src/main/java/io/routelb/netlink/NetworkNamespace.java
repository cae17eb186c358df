package io.routelb.netlink;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * A network namespace, named by a file such as {@code /run/netns/n1} or {@code /proc/PID/ns/net}. Work is done inside it on platform
 * threads made for it by {@code setns(2)}; a thread never comes back out, it ends. Sockets opened and processes started by such a
 * thread, and platform threads it starts, belong to the namespace too (virtual threads do not). Only the network is switched: files,
 * {@code /sys} included, stay those of the process. Nothing is held open, so nothing is to be closed.
 */
public final class NetworkNamespace {
    private final Path path;

    private NetworkNamespace(Path path) {
        this.path = path;
    }

    /**
     * The namespace a file stands for, entered once to be sure that it can be.
     *
     * @throws NetlinkException when the file is absent, is no network namespace, or CAP_SYS_ADMIN is missing
     */
    public static NetworkNamespace ofPath(Path path) throws NetlinkException, InterruptedException {
        NetworkNamespace namespace = new NetworkNamespace(path.toAbsolutePath());
        try {
            namespace.call(() -> true);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task without code failed", e);
        }
        return namespace;
    }

    /** The file that names it, absolute. */
    public Path path() {
        return path;
    }

    /**
     * Runs the task on a fresh thread inside the namespace and waits for it. An interrupt of the caller is passed on to the task.
     *
     * @throws NetlinkException when the namespace could not be entered; the task was then not run
     * @throws ExecutionException when the task failed; the cause is what it threw
     */
    public <T> T call(Callable<T> task) throws NetlinkException, ExecutionException, InterruptedException {
        FutureTask<Boolean> entry = new FutureTask<>(() -> {
            enter();
            return true;
        });
        FutureTask<T> body = new FutureTask<>(task);
        Thread thread = Thread.ofPlatform()
                .name("netns-" + path.getFileName())
                .daemon(true)
                .unstarted(() -> {
                    entry.run();
                    if (entry.state() == Future.State.SUCCESS) {
                        body.run();
                    }
                });
        thread.start();
        try {
            entry.get();
            return body.get();
        } catch (InterruptedException e) {
            body.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            // While the body has not ended, the failure is that of the entry.
            if (!body.isDone() && e.getCause() instanceof NetlinkException refused) {
                throw refused;
            }
            throw e;
        }
    }

    /**
     * An unstarted daemon thread that enters the namespace and then runs the task; usable as a {@code ThreadFactory}. Should the
     * namespace have vanished since {@link #ofPath}, the thread ends with an {@link UncheckedIOException} and the task is not run.
     */
    public Thread thread(String name, Runnable task) {
        return Thread.ofPlatform().name(name).daemon(true).unstarted(() -> {
            try {
                enter();
            } catch (NetlinkException e) {
                throw new UncheckedIOException(e);
            }
            task.run();
        });
    }

    /** Moves the calling thread, for the rest of its life. */
    private void enter() throws NetlinkException {
        int fd = Native.LIBC.open(path.toString(), Native.O_RDONLY | Native.O_CLOEXEC);
        if (fd < 0) {
            throw Native.failure("open the network namespace " + path);
        }
        try {
            if (Native.LIBC.setns(fd, Native.CLONE_NEWNET) != 0) {
                throw new NetlinkException(Native.errno(), "enter the network namespace " + path, "", "CAP_SYS_ADMIN");
            }
        } finally {
            Native.LIBC.close(fd);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
