package io.routelb.redistribution.bfd.packet;

import java.time.Duration;
import java.util.Optional;

/**
 * The BFD Control packet (RFC 5880 section 4.1). Intervals are whole microseconds, at most 2^32 - 1 of them.
 *
 * @param multiplier Detect Mult, 1-255
 * @param myDiscriminator never 0; unsigned
 * @param yourDiscriminator 0 = the receiver's is not known; unsigned
 * @param requiredMinRx zero = the sender wants no periodic packets
 * @param requiredMinEchoRx zero = the sender supports no Echo
 * @param authentication present = the A bit is set
 */
public record ControlPacket(
        Diagnostic diagnostic,
        State state,
        Flags flags,
        int multiplier,
        int myDiscriminator,
        int yourDiscriminator,
        Duration desiredMinTx,
        Duration requiredMinRx,
        Duration requiredMinEchoRx,
        Optional<Authentication> authentication) {
    /**
     * The bits a sender sets at will. M is reserved and always clear, A follows from the packet.
     *
     * @param poll an answer with {@code finished} is wanted
     * @param finished the F bit: the answer to a poll
     * @param independent the C bit: the sender's BFD outlives its control plane
     * @param demand the D bit: the sender wants no periodic packets while both ends are Up
     */
    public record Flags(boolean poll, boolean finished, boolean independent, boolean demand) {
        public static final Flags NONE = new Flags(false, false, false, false);
        public static final Flags POLL = new Flags(true, false, false, false);
        public static final Flags FINAL = new Flags(false, true, false, false);
    }

    /**
     * What the Authentication Section says beside its hash (RFC 5880 section 4.4).
     *
     * @param keyId 0-255
     * @param sequence unsigned, goes round
     */
    public record Authentication(AuthType type, int keyId, int sequence) {}
}
