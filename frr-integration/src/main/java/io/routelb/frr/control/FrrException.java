package io.routelb.frr.control;

import java.io.Serial;
import java.util.Optional;

/** FRR does not answer, or will not have what it is told. The message is a sentence for people. */
public final class FrrException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    public FrrException(String sentence) {
        super(sentence);
    }

    public FrrException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** The message. */
    public String sentence() {
        return said(this);
    }

    static String said(Exception e) {
        return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }
}
