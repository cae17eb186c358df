package io.routelb.bird;

import io.routelb.redistribution.host.RealDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A BIRD that speaks to nobody: its neighbours are waited for. */
final class RealBird implements AutoCloseable {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final RealDaemon bird;
    private final Path folder;
    private Process process;

    RealBird(RealDaemon bird, Path folder, String configuration) throws IOException {
        this.bird = bird;
        this.folder = folder;
        Files.writeString(main(), configuration);
        process = launch();
    }

    private Process launch() throws IOException {
        Files.deleteIfExists(socket());
        Process started = new ProcessBuilder(
                        bird.program("bird"),
                        "-f",
                        "-c",
                        main().toString(),
                        "-s",
                        socket().toString(),
                        "-P",
                        folder.resolve("pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("bird.log").toFile())
                .start();
        await("BIRD's socket", () -> Files.exists(socket()) || !started.isAlive());
        if (!started.isAlive()) {
            throw new IOException("BIRD ended: " + Files.readString(folder.resolve("bird.log")));
        }
        return started;
    }

    Path main() {
        return folder.resolve("bird.conf");
    }

    Path socket() {
        return folder.resolve("ctl");
    }

    /** Somebody else starts it again. */
    void restart() throws IOException {
        kill();
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }

    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("BIRD does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not seen: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
