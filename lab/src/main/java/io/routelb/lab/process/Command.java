package io.routelb.lab.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One short command run to its end. Refuses to wait for ever: a command that hangs is killed and reported. */
public final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Command() {}

    /** How a command ended. */
    public record Output(int exit, String out, String err) {}

    /** Runs it and gives its standard output; fails unless it exits with 0. */
    public static String run(String... command) throws IOException, InterruptedException {
        return run(List.of(command), "");
    }

    /** Runs it with the given standard input and gives its standard output; fails unless it exits with 0. */
    public static String run(List<String> command, String input) throws IOException, InterruptedException {
        Output output = attempt(command, input);
        if (output.exit() != 0) {
            throw new CommandFailedException("'" + String.join(" ", command) + "' ended with " + output.exit() + ": "
                    + (output.err().isBlank() ? output.out() : output.err()).strip());
        }
        return output.out();
    }

    /** Runs it and gives whatever came of it. */
    public static Output attempt(List<String> command, String input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        CompletableFuture<String> out = drain(process.getInputStream());
        CompletableFuture<String> err = drain(process.getErrorStream());
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The command ended without reading its input; its exit status says whether that was right.
            if (process.isAlive()) {
                process.destroyForcibly();
                throw e;
            }
        }
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new CommandFailedException("'" + String.join(" ", command) + "' did not end within " + LIMIT);
        }
        return new Output(process.exitValue(), out.join(), err.join());
    }

    private static CompletableFuture<String> drain(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(new UncheckedIOException(e));
            }
        });
        return text;
    }
}
