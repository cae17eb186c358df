package io.routelb.lab.cluster;

import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a lab keeps its files and finds the build. The folder is a private tmpfs that {@code bin/lab} mounted: it vanishes with
 * the lab.
 */
public record Workspace(Path root, Path folder) {
    private static final String FOLDER = "/run/routelb-lab";

    /** The workspace of this process; refuses to run where {@code bin/lab} has not prepared one. */
    public static Workspace current() throws IOException {
        String root = System.getProperty("routelb.root", "");
        Path folder = Path.of(FOLDER);
        if (root.isEmpty()
                || !Files.isDirectory(folder)
                || ProcessHandle.current().pid() != 1) {
            throw new ExpectationException("the lab runs only in the namespaces that bin/lab makes; use bin/lab");
        }
        return new Workspace(Path.of(root), folder);
    }

    /** The folder of every program's output. */
    public Path logs() throws IOException {
        return Files.createDirectories(folder.resolve("log"));
    }

    /** A folder of somebody's own; not made yet. */
    public Path own(String name) {
        return folder.resolve(name);
    }

    Path frr() {
        return folder.resolve("frr");
    }

    Path kubeconfig(String name) {
        return folder.resolve(name + ".kubeconfig");
    }

    /** Where the agent of a node keeps its state; survives the agent, not the lab. */
    Path agentState(String node) {
        return folder.resolve("agents").resolve(node);
    }

    /** Where {@code bin/lab status} looks. */
    public void state(String text) throws IOException {
        Files.writeString(folder.resolve("state"), text + "\n");
    }

    /** A manifest, or a folder of them, of the source tree. */
    public Path deploy(String path) {
        return root.resolve("deploy").resolve(path);
    }

    /** The programs of a BIRD or an FRR that {@code bin/daemons} has fetched under that name. */
    public Path daemons(String name) {
        return root.resolve("target/daemons").resolve(name);
    }

    /** How programs of this build are run. */
    public JavaProgram programs() throws IOException {
        return new JavaProgram(root, Files.createDirectories(folder.resolve("tmp")));
    }
}
