package io.routelb.lab.apiserver.store;

import java.io.Serial;

/** The asked-for revision is older than what is remembered. */
public final class ExpiredException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    ExpiredException(String message) {
        super(message);
    }
}
