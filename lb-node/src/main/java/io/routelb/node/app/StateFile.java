package io.routelb.node.app;

import io.routelb.node.resume.KeptState;
import io.routelb.node.resume.StateCodec;
import io.routelb.node.resume.StateException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The agent's state on the disk: one file that only its owner can read, replaced as a whole. A power cut leaves the old or the new one.
 * What somebody else could have written is not read.
 */
final class StateFile {
    static final String NAME = "state";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<PosixFilePermission> OTHERS_MAY_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path folder;
    private final Path file;
    private final Path next;

    StateFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
        this.next = folder.resolve(NAME + ".new");
    }

    Path path() {
        return file;
    }

    /** Replaces the file, and returns when the disk has it. Gives its size, bytes. */
    int write(KeptState state) throws IOException, StateException {
        byte[] bytes = StateCodec.encode(state);
        Files.createDirectories(folder, OWNER_ONLY_FOLDER);
        Files.deleteIfExists(next);
        try (FileChannel channel = FileChannel.open(
                next, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return bytes.length;
    }

    /**
     * What was kept for the node; empty when nothing was.
     *
     * @throws StateException when there is something that cannot be used, with the reason
     */
    Optional<KeptState> read(String node) throws StateException {
        try {
            requireOurs();
            KeptState state = StateCodec.decode(Files.readAllBytes(file));
            if (!state.node().equals(node)) {
                throw new StateException("is of node " + state.node() + ", and this is " + node);
            }
            return Optional.of(state);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StateException("cannot be read: " + e, e);
        }
    }

    private void requireOurs() throws IOException, StateException {
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new StateException("is no regular file");
        }
        Object owner = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!owner.equals(self) || attributes.permissions().stream().anyMatch(OTHERS_MAY_WRITE::contains)) {
            throw new StateException("could have been written by somebody else: it belongs to user " + owner
                    + " and has mode " + PosixFilePermissions.toString(attributes.permissions()));
        }
        if (attributes.size() > StateCodec.LARGEST) {
            throw new StateException("has " + attributes.size() + " bytes, more than any state has");
        }
    }
}
