package io.routelb.redistribution.bfd.packet;

import java.util.List;

/**
 * Why the sender's session last changed its state (RFC 5880 section 4.1).
 *
 * @param code 0 to 31; those from 9 on are reserved and mean nothing to us
 */
public record Diagnostic(int code) {
    public static final Diagnostic NONE = new Diagnostic(0);
    public static final Diagnostic DETECTION_TIME_EXPIRED = new Diagnostic(1);
    public static final Diagnostic NEIGHBOR_SIGNALED_DOWN = new Diagnostic(3);
    public static final Diagnostic ADMINISTRATIVELY_DOWN = new Diagnostic(7);

    private static final List<String> NAMES = List.of(
            "No Diagnostic",
            "Control Detection Time Expired",
            "Echo Function Failed",
            "Neighbor Signaled Session Down",
            "Forwarding Plane Reset",
            "Path Down",
            "Concatenated Path Down",
            "Administratively Down",
            "Reverse Concatenated Path Down");

    public Diagnostic {
        if (code < 0 || code > 31) {
            throw new IllegalArgumentException("a diagnostic code of " + code);
        }
    }

    /** For people: {@code Control Detection Time Expired (1)}. */
    public String describe() {
        return (code < NAMES.size() ? NAMES.get(code) : "reserved") + " (" + code + ")";
    }
}
