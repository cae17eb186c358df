package io.routelb.lab.process;

import java.io.IOException;
import java.io.Serial;

/** Something the lab waited for or checked was not so; the message is the sentence a person reads. */
public final class ExpectationException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ExpectationException(String message) {
        super(message);
    }
}
