package io.routelb.kube.admission;

import java.io.Serial;

/** What was posted is no admission review of a version we speak. The message is one sentence for the log of the API server. */
public final class MalformedReviewException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    MalformedReviewException(String message) {
        super(message);
    }

    MalformedReviewException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
