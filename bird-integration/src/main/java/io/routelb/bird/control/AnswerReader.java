package io.routelb.bird.control;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes BIRD's answer apart, in whatever pieces it comes. A line is {@code NNNN-text}, the last one {@code NNNN text}; one that begins with a
 * blank goes on from the one before, and one that begins with {@code +} is about something else. The greeting comes first.
 */
public final class AnswerReader {
    private static final int GREETING = 1;
    private static final Pattern LINE = Pattern.compile("([0-9]{4})([- ])(.*)");
    private static final Pattern VERSION = Pattern.compile("BIRD (\\S{1,64}) ready\\.");

    private final int most;
    private final List<Answer.Line> lines = new ArrayList<>();
    private byte[] begun = new byte[256];
    private int length;
    private int octets;
    private Optional<String> version = Optional.empty();
    private boolean complete;

    /** Of an answer of no more than so many octets. */
    public AnswerReader(int most) {
        this.most = most;
    }

    /** Whether the daemon has greeted, and may be asked. */
    public boolean isGreeted() {
        return version.isPresent();
    }

    /** The answer, once its last line is there. */
    public Optional<Answer> answer() {
        return complete ? version.map(known -> new Answer(known, lines)) : Optional.empty();
    }

    /**
     * Takes what has arrived.
     *
     * @throws BirdException when this is not how BIRD speaks, or too much
     */
    public void take(ByteBuffer arrived) throws BirdException {
        octets += arrived.remaining();
        if (octets > most) {
            throw new BirdException("it answers with more than " + most + " octets");
        }
        while (arrived.hasRemaining()) {
            byte next = arrived.get();
            if (next == '\n') {
                line(new String(begun, 0, length, StandardCharsets.UTF_8));
                length = 0;
            } else {
                if (length == begun.length) {
                    begun = Arrays.copyOf(begun, 2 * length);
                }
                begun[length++] = next;
            }
        }
    }

    private void line(String text) throws BirdException {
        if (complete || text.startsWith("+")) {
            return;
        }
        if (text.startsWith(" ") && !lines.isEmpty()) {
            lines.add(new Answer.Line(lines.getLast().code(), text.substring(1)));
            return;
        }
        Matcher matcher = LINE.matcher(text);
        if (!matcher.matches()) {
            throw new BirdException("it does not speak as BIRD does");
        }
        int code = Integer.parseInt(matcher.group(1));
        boolean last = matcher.group(2).equals(" ");
        if (version.isEmpty()) {
            greeting(code, matcher.group(3));
        } else {
            lines.add(new Answer.Line(code, matcher.group(3)));
            complete = last;
        }
    }

    private void greeting(int code, String text) throws BirdException {
        Matcher greeting = VERSION.matcher(text);
        if (code != GREETING || !greeting.matches()) {
            throw new BirdException("it does not greet as BIRD does");
        }
        version = Optional.of(greeting.group(1));
    }
}
