package io.routelb.lab.process;

import java.io.IOException;
import java.io.Serial;

/** A command ended with another exit status than 0, or not in time. The message holds the command and what it complained of. */
public final class CommandFailedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
