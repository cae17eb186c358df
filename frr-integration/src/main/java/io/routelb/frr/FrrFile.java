package io.routelb.frr;

import io.routelb.model.HostMode;
import io.routelb.redistribution.host.HostFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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

    private final HostFile file;
    private final HostMode mode;

    /** {@code socket}: one of FRR's. */
    FrrFile(Path file, HostMode mode, Path socket) {
        this.file = new HostFile(file, socket, "rw-r-----");
        this.mode = mode;
    }

    Path path() {
        return file.path();
    }

    /** Whether FRR has anything of ours to go by: of mode Full a file that we never wrote is the host's. */
    boolean isOurs() throws IOException {
        return mode == HostMode.INCLUDE
                || file.content().filter(text -> text.startsWith(FULL)).isPresent();
    }

    /** What is not ours. */
    String others() throws IOException {
        String text = file.content().orElse("");
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
        if (file.content().equals(Optional.of(text))) {
            return;
        }
        Path candidate = candidate();
        try {
            write(candidate, text, secret);
            file.replaceBy(candidate);
        } finally {
            Files.deleteIfExists(candidate);
        }
    }

    /** A file beside it, for its parser, readable by FRR and by nobody else. */
    Path candidate() {
        return file.beside(".routelb");
    }

    void write(Path beside, String text, boolean secret) throws IOException {
        file.write(beside, text, secret);
    }
}
