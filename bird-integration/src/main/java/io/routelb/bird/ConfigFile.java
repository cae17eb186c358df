package io.routelb.bird;

import io.routelb.redistribution.host.HostFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file that is ours, and the one beside it that is about to take its place. */
final class ConfigFile {
    private final HostFile file;

    ConfigFile(Path file, Path socket) {
        this.file = new HostFile(file, socket, "rw-r--r--");
    }

    Path path() {
        return file.path();
    }

    /** Not matched by {@code *.conf}, by which a host may include several files. */
    Path candidate() {
        return file.beside(".candidate");
    }

    /** What includes the candidate, where the candidate alone is no whole configuration. */
    Path trial() {
        return file.beside(".trial");
    }

    /** What is there now; empty when nothing is. */
    Optional<String> content() throws IOException {
        return file.content();
    }

    /** Writes one of the files beside it. */
    void write(Path beside, String text, boolean secret) throws IOException {
        file.write(beside, text, secret);
    }

    /** The candidate takes its place, in one step. */
    void swap() throws IOException {
        file.replaceBy(candidate());
    }

    /** Back to what was there. */
    void restore(Optional<String> before, boolean secret) throws IOException {
        if (before.isPresent()) {
            write(candidate(), before.get(), secret);
            swap();
        } else {
            Files.deleteIfExists(path());
        }
    }

    /** What stands beside it goes. */
    void clean() throws IOException {
        Files.deleteIfExists(candidate());
        Files.deleteIfExists(trial());
    }
}
