package io.routelb.lab.bgp;

import java.io.IOException;
import java.io.Serial;

/** The daemon has no such feature in the distribution's version; the message says which version. No failure of ours. */
public final class UnsupportedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public UnsupportedException(String message) {
        super(message);
    }
}
