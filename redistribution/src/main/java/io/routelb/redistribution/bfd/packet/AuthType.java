package io.routelb.redistribution.bfd.packet;

import java.util.Optional;

/** The kinds of authentication we speak (RFC 5880 section 4.1). */
public enum AuthType {
    /** A packet may be repeated with its sequence number. */
    KEYED_SHA1(4, 0),
    /** Each packet has a number of its own, so that none can be replayed. */
    METICULOUS_KEYED_SHA1(5, 1);

    private final int code;
    private final int step;

    AuthType(int code, int step) {
        this.code = code;
        this.step = step;
    }

    int code() {
        return code;
    }

    static Optional<AuthType> of(int code) {
        return switch (code) {
            case 4 -> Optional.of(KEYED_SHA1);
            case 5 -> Optional.of(METICULOUS_KEYED_SHA1);
            default -> Optional.empty();
        };
    }

    /** Whether a packet numbered {@code next} may come after one numbered {@code last} (RFC 5880 section 6.7.4). */
    public boolean follows(int last, int next, int multiplier) {
        int ahead = next - last; // unsigned and circular
        return Integer.compareUnsigned(ahead, step) >= 0 && Integer.compareUnsigned(ahead, 3 * multiplier) <= 0;
    }
}
