package io.routelb.frr;

import io.routelb.model.HostMode;
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
 * The file that FRR starts with. Of mode Include a section of it is ours, between two marks, and the rest is as we found it; of mode Full all
 * is. It is replaced in one step, and never readable by others once there is a password in it.
 */
final class FrrFile {
    private static final String BEGIN = "! BEGIN RouteLB: written by its node agent, what is changed here is lost\n";
    private static final String END = "! END RouteLB\n";
    /** Without the last two FRR 8.4 turns the host's forwarding off. */
    private static final String FULL =
            "! Written by RouteLB's node agent; what is changed here is lost.\nfrr defaults traditional\nip forwarding\nipv6 forwarding\n";

    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> PLAIN = PosixFilePermissions.fromString("rw-r-----");

    private final Path file;
    private final HostMode mode;
    private final Path like;

    /** {@code like}: who owns that is who FRR runs as. */
    FrrFile(Path file, HostMode mode, Path like) {
        this.file = file;
        this.mode = mode;
        this.like = like;
    }

    Path path() {
        return file;
    }

    /** Whether FRR has anything of ours to go by: of mode Full a file that we never wrote is the host's. */
    boolean isOurs() throws IOException {
        return mode == HostMode.INCLUDE
                || content().filter(text -> text.startsWith(FULL)).isPresent();
    }

    /** What is not ours. */
    String others() throws IOException {
        String text = content().orElse("");
        int begin = text.indexOf(BEGIN);
        if (mode == HostMode.FULL) {
            return "";
        }
        if (begin < 0) {
            return text;
        }
        int end = text.indexOf(END, begin);
        return text.substring(0, begin) + (end < 0 ? "" : text.substring(end + END.length()));
    }

    /** The whole file with these lines of ours; empty lines are none. */
    String with(String lines) throws IOException {
        if (mode == HostMode.FULL) {
            return FULL + lines;
        }
        String others = others();
        String before = others.isEmpty() || others.endsWith("\n") ? others : others + "\n";
        return lines.isEmpty() ? before : before + BEGIN + lines + END;
    }

    /** Puts the text in the file's place, unless it is there. */
    void put(String text, boolean secret) throws IOException {
        if (content().equals(Optional.of(text))) {
            return;
        }
        Path candidate = candidate();
        try {
            write(candidate, text, secret);
            Files.move(candidate, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(candidate);
        }
    }

    /** A file beside it, for its parser, readable by FRR and by nobody else. */
    Path candidate() {
        return file.resolveSibling(file.getFileName() + ".routelb");
    }

    void write(Path beside, String text, boolean secret) throws IOException {
        Files.deleteIfExists(beside);
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(SECRET));
        Files.writeString(beside, text);
        PosixFileAttributeView view = Files.getFileAttributeView(beside, PosixFileAttributeView.class);
        PosixFileAttributes model = Files.readAttributes(Files.exists(file) ? file : like, PosixFileAttributes.class);
        if (!view.readAttributes().owner().equals(model.owner())) {
            view.setGroup(model.group());
            view.setOwner(model.owner());
        }
        if (!secret) {
            view.setPermissions(Files.exists(file) ? model.permissions() : PLAIN);
        }
    }

    private Optional<String> content() throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
