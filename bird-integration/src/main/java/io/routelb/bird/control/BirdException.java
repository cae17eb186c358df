package io.routelb.bird.control;

import java.io.Serial;

/** BIRD does not answer, or answers what cannot be understood. The message is a sentence for people. */
public final class BirdException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    BirdException(String sentence) {
        super(sentence);
    }

    BirdException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
