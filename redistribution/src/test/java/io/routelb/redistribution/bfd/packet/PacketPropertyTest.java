package io.routelb.redistribution.bfd.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.SessionPassword;
import io.routelb.redistribution.bfd.packet.ControlPacket.Authentication;
import io.routelb.redistribution.bfd.packet.ControlPacket.Flags;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class PacketPropertyTest {
    private static final SessionPassword SECRET = new SessionPassword("twenty octets, quite");

    private static Optional<AuthKey> key(ControlPacket packet) {
        return packet.authentication().map(section -> new AuthKey(section.type(), section.keyId(), SECRET));
    }

    @Property(tries = 1000)
    void whatIsEncodedDecodesToTheSame(@ForAll("packets") ControlPacket packet) throws MalformedPacketException {
        ByteBuffer octets = PacketCodec.encode(packet, key(packet));
        assertEquals(packet, PacketCodec.decode(octets));
        assertTrue(key(packet).stream().allMatch(each -> each.signed(octets)));
    }

    /** Anything is a packet that can be written again or is discarded, never anything else. */
    @Property(tries = 5000)
    void anyOctetsAreAPacketOrDiscarded(@ForAll @Size(max = 80) byte[] octets) {
        decodes(ByteBuffer.wrap(octets));
    }

    @Property(tries = 2000)
    void aDamagedPacketNeverCrashes(
            @ForAll("packets") ControlPacket packet, @ForAll int at, @ForAll byte damage, @ForAll int cut) {
        ByteBuffer octets = PacketCodec.encode(packet, key(packet));
        octets.put(Math.floorMod(at, octets.limit()), damage);
        decodes(octets);
        decodes(octets.slice(0, Math.floorMod(cut, octets.limit())));
    }

    private static void decodes(ByteBuffer octets) {
        try {
            ControlPacket packet = PacketCodec.decode(octets);
            assertEquals(packet, PacketCodec.decode(PacketCodec.encode(packet, key(packet))));
        } catch (MalformedPacketException e) {
            assertTrue(!e.sentence().isBlank());
        }
    }

    @Provide
    Arbitrary<ControlPacket> packets() {
        Arbitrary<Boolean> bit = Arbitraries.of(true, false);
        Arbitrary<Duration> interval =
                Arbitraries.longs().between(0, 0xFFFF_FFFFL).map(micros -> Duration.ofNanos(micros * 1000));
        Arbitrary<Flags> flags = Combinators.combine(bit, bit, bit, bit).as(Flags::new);
        Arbitrary<Optional<Authentication>> section = Combinators.combine(
                        Arbitraries.of(AuthType.values()),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers())
                .as(Authentication::new)
                .optional();
        return Combinators.combine(
                        Arbitraries.integers().between(0, 31).map(Diagnostic::new),
                        Arbitraries.of(State.values()),
                        Combinators.combine(flags, section).as(Head::new),
                        Arbitraries.integers().between(1, 255),
                        Arbitraries.integers().filter(each -> each != 0),
                        Arbitraries.integers().filter(each -> each != 0),
                        interval,
                        interval)
                .as((diagnostic, state, head, multiplier, mine, yours, tx, rx) -> new ControlPacket(
                        diagnostic, state, head.flags, multiplier, mine, yours, tx, rx, rx, head.section));
    }

    private record Head(Flags flags, Optional<Authentication> section) {}
}
