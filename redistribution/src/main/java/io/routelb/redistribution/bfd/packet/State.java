package io.routelb.redistribution.bfd.packet;

import java.util.List;

/** The state of one end of a session (RFC 5880 section 4.1), which each packet tells. */
public enum State {
    ADMIN_DOWN(0, "AdminDown"),
    DOWN(1, "Down"),
    INIT(2, "Init"),
    UP(3, "Up");

    private static final List<State> BY_CODE = List.of(values());

    private final int code;
    private final String rfcName;

    State(int code, String rfcName) {
        this.code = code;
        this.rfcName = rfcName;
    }

    int code() {
        return code;
    }

    /** {@code code} 0 to 3. */
    static State of(int code) {
        return BY_CODE.get(code);
    }

    /** As the RFC writes it: {@code AdminDown}. */
    public String rfcName() {
        return rfcName;
    }
}
