package io.routelb.model;

import java.io.Serial;

/**
 * Bad input from a manifest or annotation. The message is one sentence a person can act on; it names the offending value. A subclass is for
 * the one kind of mistake that has a reason of its own in a condition.
 */
public class InvalidValueException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public InvalidValueException(String message) {
        super(message);
    }

    public InvalidValueException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
