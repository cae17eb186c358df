package io.routelb.lab.cluster;

import java.io.IOException;
import java.io.Serial;

/** The API server answered a request with an error; the message holds the request and its words. */
public final class ApiRefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;

    ApiRefusedException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The HTTP status. */
    public int code() {
        return code;
    }
}
