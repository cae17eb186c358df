package io.routelb.node.apply;

import java.io.Serial;

/** The kernel could not be read or changed. The message is one sentence. */
public final class KernelException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public KernelException(String message, Throwable cause) {
        super(message, cause);
    }
}
