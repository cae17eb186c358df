package io.routelb.model;

import java.io.Serial;

/** A pool whose range is well written but does not lie inside its subnet. */
public final class OutsideSubnetException extends InvalidValueException {
    @Serial
    private static final long serialVersionUID = 1L;

    public OutsideSubnetException(String message) {
        super(message);
    }
}
