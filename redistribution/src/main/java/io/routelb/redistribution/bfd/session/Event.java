package io.routelb.redistribution.bfd.session;

import io.routelb.redistribution.bfd.packet.ControlPacket;
import java.nio.ByteBuffer;

/** What can happen to a session. */
public sealed interface Event {
    /** The session begins. */
    record Start() implements Event {}

    /** The timers or the multiplier in the configuration changed. */
    record Reconfigured() implements Event {}

    /** The session is disabled and stays so: it is removed, or we stop. */
    record Disable() implements Event {}

    /** A timer ran out. */
    record Expired(SessionTimer timer) implements Event {}

    /** A packet for this session came; {@code octets} are what it was read from. */
    record Received(ControlPacket packet, ByteBuffer octets) implements Event {}
}
