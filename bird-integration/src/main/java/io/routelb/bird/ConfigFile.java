package io.routelb.bird;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The file that is ours, and the one beside it that is about to take its place. Both belong to whom the daemon runs as, who is whom its socket
 * belongs to; with a password in it nobody else may read it.
 */
final class ConfigFile {
    private final Path file;
    private final Path socket;

    ConfigFile(Path file, Path socket) {
        this.file = file;
        this.socket = socket;
    }

    Path path() {
        return file;
    }

    /** Not matched by {@code *.conf}, by which a host may include several files. */
    Path candidate() {
        return file.resolveSibling(file.getFileName() + ".candidate");
    }

    /** What includes the candidate, where the candidate alone is no whole configuration. */
    Path trial() {
        return file.resolveSibling(file.getFileName() + ".trial");
    }

    /** What is there now; empty when nothing is. */
    Optional<String> content() throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Writes one of the files beside it. */
    void write(Path beside, String text, boolean secret) throws IOException {
        Files.deleteIfExists(beside);
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(beside, text);
        PosixFileAttributes daemon =
                Files.readAttributes(daemonsOwn(), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributeView view = Files.getFileAttributeView(beside, PosixFileAttributeView.class);
        if (!view.readAttributes().owner().equals(daemon.owner())) {
            view.setGroup(daemon.group());
            view.setOwner(daemon.owner());
        }
        if (!secret) {
            view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    /** While the daemon is away: what it could read last. */
    private Path daemonsOwn() {
        return Files.exists(socket, LinkOption.NOFOLLOW_LINKS) ? socket : file;
    }

    /** The candidate takes its place, in one step. */
    void swap() throws IOException {
        Files.move(candidate(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Back to what was there. */
    void restore(Optional<String> before, boolean secret) throws IOException {
        if (before.isPresent()) {
            write(candidate(), before.get(), secret);
            swap();
        } else {
            Files.deleteIfExists(file);
        }
    }

    /** What stands beside it goes. */
    void clean() throws IOException {
        Files.deleteIfExists(candidate());
        Files.deleteIfExists(trial());
    }
}
