package io.routelb.lab.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program of the lab that keeps running: started with its output in a log file, and ended by SIGTERM or SIGKILL. */
public final class LabProcess {
    private final String name;
    private final Path log;
    private final Process process;

    private LabProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts the command; what it prints is appended to the log. */
    public static LabProcess start(String name, Path log, List<String> command) throws IOException {
        return start(name, log, command, Map.of());
    }

    /** As above, with further environment variables. */
    public static LabProcess start(String name, Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new LabProcess(name, log, builder.start());
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The process id inside the lab. */
    public long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when the kernel has ended it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; does not wait for the end. */
    public void terminate() {
        process.destroy();
    }

    /** SIGTERM, then SIGKILL after the grace time; says whether it went by itself. */
    public boolean stop(Duration grace) throws InterruptedException {
        process.destroy();
        boolean went = process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
        if (!went) {
            kill();
        }
        return went;
    }

    /** Sends a signal by its name, such as {@code STOP}; the process is ours and alive. */
    public void signal(String name) throws IOException, InterruptedException {
        requireAlive();
        Command.run("kill", "-" + name, Long.toString(pid()));
    }

    /** How many lines of the log contain the text. */
    public long logged(String text) throws IOException {
        return Files.exists(log)
                ? lines().stream().filter(line -> line.contains(text)).count()
                : 0;
    }

    /** The first line of the log that starts with the given text. */
    public Optional<String> logLine(String prefix) throws IOException {
        if (!Files.exists(log)) {
            return Optional.empty();
        }
        return lines().stream().filter(line -> line.startsWith(prefix)).findFirst();
    }

    /** The end of the log, at most so many lines. */
    public List<String> logTail(int lines) throws IOException {
        List<String> all = Files.exists(log) ? lines() : List.of();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    /** Fails with the end of the log when the process has ended. */
    public void requireAlive() throws IOException {
        if (!isAlive()) {
            throw new ExpectationException(
                    name + " ended with status " + process.exitValue() + ": " + String.join(" | ", logTail(5)));
        }
    }

    private List<String> lines() throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
