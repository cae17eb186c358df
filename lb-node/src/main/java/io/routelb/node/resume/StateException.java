package io.routelb.node.resume;

import java.io.Serial;

/** Bytes that are no state of ours, or a state too large to keep. The message is the end of a sentence that begins with the file's name. */
public final class StateException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public StateException(String message) {
        super(message);
    }

    public StateException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
