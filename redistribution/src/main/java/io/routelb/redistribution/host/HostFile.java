package io.routelb.redistribution.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A file that a daemon of the host reads and we write, in one step. It belongs to whom the daemon runs as, who is whom its socket belongs to;
 * with a password in it nobody else may read it, else whoever could before.
 */
public final class HostFile {
    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Path socket;
    private final Set<PosixFilePermission> usual;

    /** {@code usual}: of a file that was not there before, such as {@code rw-r--r--}. */
    public HostFile(Path file, Path socket, String usual) {
        this.file = file;
        this.socket = socket;
        this.usual = PosixFilePermissions.fromString(usual);
    }

    public Path path() {
        return file;
    }

    /** What is there now; empty when nothing is. */
    public Optional<String> content() throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** A file of that name more in the same folder. */
    public Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Writes one of the files {@link #beside} it. */
    public void write(Path beside, String text, boolean secret) throws IOException {
        Files.deleteIfExists(beside);
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(SECRET));
        Files.writeString(beside, text);
        Optional<PosixFileAttributes> before = attributes(file);
        Optional<PosixFileAttributes> daemon = attributes(socket).or(() -> before); // it may be away
        PosixFileAttributeView view = Files.getFileAttributeView(beside, PosixFileAttributeView.class);
        if (daemon.isPresent()
                && !view.readAttributes().owner().equals(daemon.get().owner())) {
            view.setGroup(before.orElse(daemon.get()).group());
            view.setOwner(daemon.get().owner());
        }
        if (!secret) {
            view.setPermissions(before.map(PosixFileAttributes::permissions).orElse(usual));
        }
    }

    private static Optional<PosixFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, PosixFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What was written beside takes its place. */
    public void replaceBy(Path beside) throws IOException {
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
