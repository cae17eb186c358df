package io.routelb.frr.control;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A daemon's answer to one command (FRR {@code lib/vty.c}, a terminal of type VTY_SHELL_SERV): what it prints, three NUL bytes, and the
 * command's status.
 *
 * @param status {@code CMD_*} of FRR {@code lib/command.h}: 0 success, 1 warning, 2 no such command, 13 refused by the configuration, ...
 * @param text what was printed, without NUL bytes; for people, or JSON
 */
record VtyAnswer(int status, String text) {
    private static final int SUCCESS = 0;
    private static final String RESTART_CHANGED = "Graceful restart configuration changed,";
    private static final int TRAILER = 4;

    /** A command about graceful restart that is in force is refused all the same by FRR 10, for a member of the group has it already. */
    boolean isDone() {
        return status == SUCCESS || text.startsWith(RESTART_CHANGED);
    }

    /** The answer that ends where these bytes end; empty while its end has not been received. One command is asked at a time. */
    static Optional<VtyAnswer> decode(byte[] bytes, int length) {
        int text = length - TRAILER;
        if (text < 0 || bytes[text] != 0 || bytes[text + 1] != 0 || bytes[text + 2] != 0) {
            return Optional.empty();
        }
        return Optional.of(new VtyAnswer(bytes[length - 1] & 0xff, new String(bytes, 0, text, StandardCharsets.UTF_8)));
    }
}
