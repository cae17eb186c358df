package io.routelb.netlink.wire;

import java.io.Serial;

/** Bytes that are no message of the kind they claim to be. */
public final class MalformedMessageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }
}
