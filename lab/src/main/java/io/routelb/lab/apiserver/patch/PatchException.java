package io.routelb.lab.apiserver.patch;

import java.io.Serial;

/** A patch that cannot be applied: the HTTP code to answer with (400, 409, 413, 415 or 422) and one sentence for the user. */
public class PatchException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;

    public PatchException(int code, String message) {
        super(message);
        this.code = code;
    }

    static PatchException badRequest(String message) {
        return new PatchException(400, message);
    }

    static PatchException unprocessable(String message) {
        return new PatchException(422, message);
    }

    public int code() {
        return code;
    }
}
