package io.routelb.redistribution.bfd.session;

import io.routelb.redistribution.bfd.packet.AuthKey;
import java.time.Duration;
import java.util.Optional;

/**
 * What a session needs to know of the configuration.
 *
 * @param discriminator ours, never 0, unlike that of any other session of this system
 * @param transmit bfd.DesiredMinTxInterval while Up; otherwise it is a second at least
 * @param receive bfd.RequiredMinRxInterval
 * @param multiplier bfd.DetectMult, 1-255
 * @param key what packets are signed with in both directions; empty = no authentication
 */
public record SessionConfig(
        int discriminator, Duration transmit, Duration receive, int multiplier, Optional<AuthKey> key) {
    /** RFC 5880 section 6.8.3: what is not Up must not cost bandwidth. */
    private static final Duration WHILE_NOT_UP = Duration.ofSeconds(1);

    public SessionConfig {
        if (discriminator == 0) {
            throw new IllegalArgumentException("a discriminator of 0");
        }
    }

    Duration transmitWhile(boolean up) {
        return up || transmit.compareTo(WHILE_NOT_UP) > 0 ? transmit : WHILE_NOT_UP;
    }
}
