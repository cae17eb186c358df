package io.routelb.redistribution.bfd.session;

import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.State;
import java.time.Duration;

/**
 * What the peer's last packet told (the variables bfd.Remote... of RFC 5880 section 6.8.1).
 *
 * @param discriminator 0 = the peer is not heard
 * @param minRx zero = the peer wants no periodic packets
 * @param independent its BFD outlives its control plane (the C bit)
 */
public record Remote(
        int discriminator,
        State state,
        Duration minTx,
        Duration minRx,
        int multiplier,
        boolean demand,
        boolean independent) {
    /** Nobody is heard, or not any more. One microsecond is what RFC 5880 section 6.8.1 begins with. */
    static final Remote UNKNOWN = new Remote(0, State.DOWN, Duration.ZERO, Duration.ofNanos(1000), 0, false, false);

    static Remote of(ControlPacket packet) {
        return new Remote(
                packet.myDiscriminator(),
                packet.state(),
                packet.desiredMinTx(),
                packet.requiredMinRx(),
                packet.multiplier(),
                packet.flags().demand(),
                packet.flags().independent());
    }

    boolean isHeard() {
        return discriminator != 0;
    }
}
