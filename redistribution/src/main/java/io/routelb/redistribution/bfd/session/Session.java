package io.routelb.redistribution.bfd.session;

import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.ControlPacket.Authentication;
import io.routelb.redistribution.bfd.packet.ControlPacket.Flags;
import io.routelb.redistribution.bfd.packet.Diagnostic;
import io.routelb.redistribution.bfd.packet.State;
import java.time.Duration;
import java.util.Optional;

/**
 * The state variables of one session (RFC 5880 section 6.8.1).
 *
 * @param diagnostic why {@code state} was last changed
 */
public record Session(State state, Diagnostic diagnostic, Remote remote, Rhythm rhythm, Sequences sequences) {
    /** Before {@link Event.Start}. {@code firstSequence} should be random (RFC 5880 section 6.8.1). */
    public static Session initial(SessionConfig config, int firstSequence) {
        return new Session(
                State.DOWN,
                Diagnostic.NONE,
                Remote.UNKNOWN,
                Rhythm.atRest(config),
                new Sequences(firstSequence, false, 0));
    }

    /**
     * How often we send, before jitter (RFC 5880 section 6.8.7). Empty = not periodically: the peer wants nothing, or polls when it
     * wants to know.
     */
    public Optional<Duration> transmitInterval() {
        boolean asked = remote.demand() && state == State.UP && remote.state() == State.UP && !rhythm.polling();
        if (asked || remote.minRx().isZero()) {
            return Optional.empty();
        }
        return Optional.of(longer(rhythm.usedTx(), remote.minRx()));
    }

    /** The longest silence that means nothing (RFC 5880 section 6.8.4); zero while the peer is not heard. */
    public Duration detectionTime() {
        return remote.isHeard()
                ? longer(rhythm.usedRx(), remote.minTx()).multipliedBy(remote.multiplier())
                : Duration.ZERO;
    }

    /** The Detection Time the peer has for us: how long it takes until our silence is noticed. */
    public Duration detectedAfter(SessionConfig config) {
        return transmitInterval().orElse(rhythm.usedTx()).multipliedBy(config.multiplier());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** The packet that tells all this (RFC 5880 section 6.8.7). Its sequence number is used up by sending it. */
    ControlPacket packet(SessionConfig config, boolean answer) {
        Flags ask = rhythm.polling() ? Flags.POLL : Flags.NONE;
        return new ControlPacket(
                diagnostic,
                state,
                answer ? Flags.FINAL : ask,
                config.multiplier(),
                config.discriminator(),
                remote.discriminator(),
                rhythm.toldTx(),
                rhythm.toldRx(),
                Duration.ZERO,
                config.key().map(key -> new Authentication(key.type(), key.id(), sequences.sent())));
    }

    Session with(Remote heard) {
        return new Session(state, diagnostic, heard, rhythm, sequences);
    }

    Session with(Rhythm changed) {
        return new Session(state, diagnostic, remote, changed, sequences);
    }

    Session with(Sequences changed) {
        return new Session(state, diagnostic, remote, rhythm, changed);
    }

    /** In another state; the intervals follow it. */
    Session in(State changed, Diagnostic why, SessionConfig config) {
        Rhythm paced = changed == State.UP ? rhythm.toward(config) : Rhythm.atRest(config);
        return new Session(changed, why, remote, paced, sequences);
    }
}
