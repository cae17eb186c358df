package io.routelb.bird.control;

import java.util.List;

/**
 * What BIRD said to one command.
 *
 * @param version the daemon's, from its greeting, such as {@code 2.0.12}
 * @param lines in their order; the last one ends the answer
 */
public record Answer(String version, List<Line> lines) {
    /** Errors of a command in force begin here, of one that is not understood at 9000 (BIRD's doc/reply_codes). */
    private static final int ERROR = 8000;

    public Answer {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param code what it is about; a line without one has that of the line before
     * @param text without the code, with the blanks that it begins with
     */
    public record Line(int code, String text) {}

    /** How it ended. */
    public int code() {
        return lines.getLast().code();
    }

    /** Whether the command was refused. */
    public boolean isRefusal() {
        return code() >= ERROR;
    }

    /** What the last line says. */
    public String last() {
        return lines.getLast().text();
    }

    /** The lines of that code. */
    public List<String> of(int code) {
        return lines.stream()
                .filter(line -> line.code() == code)
                .map(Line::text)
                .toList();
    }
}
