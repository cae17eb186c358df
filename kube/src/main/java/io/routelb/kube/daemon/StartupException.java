package io.routelb.kube.daemon;

import java.io.Serial;

/** A program cannot start. The message is the one sentence to print before exiting with a non-zero status. */
public final class StartupException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public StartupException(String message) {
        super(message);
    }

    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
