package io.routelb.lab.bgp;

import io.routelb.lab.process.Command;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A routing daemon of the distribution at the far end of a cable. Its files are in a folder of its own. */
public abstract sealed class RoutingDaemon permits BirdDaemon, FrrDaemon, GobgpDaemon, OpenBgpDaemon {
    private final Cable cable;
    private final Path folder;
    private final Path logs;
    private Optional<LabProcess> process = Optional.empty();

    RoutingDaemon(Cable cable, Path folder, Path logs) {
        this.cable = cable;
        this.folder = folder;
        this.logs = logs;
    }

    /** The version in the distribution, such as {@code 2.0.12}. */
    public abstract String version() throws IOException, InterruptedException;

    /**
     * Starts it and waits until it answers and has its configuration. After a {@link #kill} it is started again by this.
     *
     * @throws UnsupportedException when it cannot do what is asked for
     */
    public abstract void start(RouterSetup setup) throws IOException, InterruptedException;

    /** Whether its session with the neighbour is up. */
    public abstract boolean established(String neighbour) throws IOException, InterruptedException;

    /** What it has from the neighbour, in no order. */
    public abstract List<SeenRoute> routes(String neighbour) throws IOException, InterruptedException;

    /** Everything its command line says about the session, for people; a shutdown's words are in there. */
    public abstract String about(String neighbour) throws IOException, InterruptedException;

    /** Everything its command line says about its routes to the prefix, for people. */
    public abstract String aboutRoute(String prefix) throws IOException, InterruptedException;

    /** Ends the session by hand, with words for the neighbour (RFC 9003). */
    public abstract void shutDown(String neighbour, String words) throws IOException, InterruptedException;

    /** Asks the neighbour for its routes again (RFC 2918). */
    public abstract void refresh(String neighbour) throws IOException, InterruptedException;

    /** SIGKILL; its connections are reset by the kernel. */
    public void kill() throws IOException, InterruptedException {
        if (process.isPresent()) {
            process.get().kill();
        }
    }

    /** SIGSTOP for all of its processes, which have the namespace to themselves: it neither reads nor writes nor closes. */
    public void freeze() throws IOException, InterruptedException {
        Namespaces.signalAll(cable.theirs(), "STOP");
    }

    /** SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        Namespaces.signalAll(cable.theirs(), "CONT");
    }

    LabProcess process() {
        return process.orElseThrow();
    }

    void processIs(LabProcess started) {
        process = Optional.of(started);
    }

    Cable cable() {
        return cable;
    }

    Path logs() {
        return logs;
    }

    /** Its folder, made when first asked for. */
    Path folder() throws IOException {
        return Files.createDirectories(folder);
    }

    /** A program in the daemon's namespace, with its output in the log of that name. */
    LabProcess launch(String name, List<String> command) throws IOException {
        return LabProcess.start(name, logs.resolve(name + ".log"), Namespaces.inside(cable.theirs(), command));
    }

    /** What a command in the daemon's namespace printed. */
    String ask(String... command) throws IOException, InterruptedException {
        return Namespaces.run(cable.theirs(), command);
    }

    /** Everything it ever logged. */
    String log() throws IOException {
        return String.join("\n", process().logTail(Integer.MAX_VALUE));
    }

    UnsupportedException unsupported() throws IOException, InterruptedException {
        return new UnsupportedException("not supported by " + version());
    }

    /** The part of a program's version line that starts with a digit. */
    static String versionOf(String... command) throws IOException, InterruptedException {
        Command.Output output = Command.attempt(List.of(command), "");
        for (String word : new ArrayList<>(Arrays.asList((output.out() + output.err()).split("\\s+", -1)))) {
            if (word.matches("[0-9]+\\.[0-9.]+.*")) {
                return word;
            }
        }
        return "an unknown version";
    }
}
