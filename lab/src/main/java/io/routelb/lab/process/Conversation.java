package io.routelb.lab.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program that is spoken to line by line on its standard input and answers line by line; what it complains of goes to a log. */
public final class Conversation {
    private final Process process;
    private final Writer input;

    private Conversation(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the command. Each line it prints is handed to the listener, on a thread of its own. */
    public static Conversation start(Path log, List<String> command, Consumer<String> listener) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(() -> output.lines().forEach(listener));
        return new Conversation(process);
    }

    /** Says one line. */
    public void say(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Ends its input and waits for the program to end by itself; kills it after the limit. */
    public void end(long seconds) throws IOException, InterruptedException {
        input.close();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** SIGKILL; returns when the kernel has ended it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
