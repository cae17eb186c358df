package io.routelb.redistribution.bfd.packet;

import java.io.Serial;

/** Octets that RFC 5880 section 6.8.6 has discarded unanswered. The message is one sentence for people. */
public final class MalformedPacketException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    MalformedPacketException(String sentence) {
        super(sentence, null, false, false); // anybody can send these; a stack trace each would cost us more than them
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
