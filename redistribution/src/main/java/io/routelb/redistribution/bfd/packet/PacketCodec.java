package io.routelb.redistribution.bfd.packet;

import io.routelb.redistribution.bfd.packet.ControlPacket.Authentication;
import io.routelb.redistribution.bfd.packet.ControlPacket.Flags;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Control packets to octets and back (RFC 5880 sections 4.1, 4.4 and 6.8.6). */
public final class PacketCodec {
    /** Octets of the mandatory section. */
    public static final int LENGTH = 24;
    /** Octets of the longest packet we write or understand: one with a SHA1 hash. */
    public static final int MAX_LENGTH = 52;

    private static final int VERSION = 1;
    private static final int AUTH_LENGTH = MAX_LENGTH - LENGTH;
    private static final int MIN_AUTHENTICATED = LENGTH + 2;
    private static final long MAX_MICROS = 0xFFFF_FFFFL;

    private static final int POLL = 0x20;
    private static final int FINAL = 0x10;
    private static final int INDEPENDENT = 0x08;
    private static final int AUTHENTICATED = 0x04;
    private static final int DEMAND = 0x02;
    private static final int MULTIPOINT = 0x01;

    private PacketCodec() {}

    /**
     * The packet, signed with the key where it has an Authentication Section.
     *
     * @throws IllegalArgumentException when a number does not fit its field, or there is a section without a key, which is our own
     *     fault
     */
    public static ByteBuffer encode(ControlPacket packet, Optional<AuthKey> key) {
        int length = packet.authentication().isPresent() ? MAX_LENGTH : LENGTH;
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put((byte) (VERSION << 5 | packet.diagnostic().code()));
        out.put((byte) (packet.state().code() << 6 | flags(packet)));
        out.put((byte) packet.multiplier()).put((byte) length);
        out.putInt(packet.myDiscriminator()).putInt(packet.yourDiscriminator());
        out.putInt(micros(packet.desiredMinTx()));
        out.putInt(micros(packet.requiredMinRx()));
        out.putInt(micros(packet.requiredMinEchoRx()));
        packet.authentication().ifPresent(section -> {
            out.put((byte) section.type().code()).put((byte) AUTH_LENGTH);
            out.put((byte) section.keyId()).put((byte) 0).putInt(section.sequence());
            key.orElseThrow(() -> new IllegalArgumentException("no key to sign with"))
                    .sign(out);
        });
        return out.rewind();
    }

    private static int flags(ControlPacket packet) {
        Flags flags = packet.flags();
        return (flags.poll() ? POLL : 0)
                | (flags.finished() ? FINAL : 0)
                | (flags.independent() ? INDEPENDENT : 0)
                | (packet.authentication().isPresent() ? AUTHENTICATED : 0)
                | (flags.demand() ? DEMAND : 0);
    }

    private static int micros(Duration interval) {
        long micros = interval.toNanos() / 1000;
        if (micros < 0 || micros > MAX_MICROS) {
            throw new IllegalArgumentException("an interval of " + interval);
        }
        return (int) micros;
    }

    /**
     * Reads the packet with every check of RFC 5880 section 6.8.6 that needs no session. The hash is not looked at: see {@link
     * AuthKey#signed}. The buffer stays as it is.
     *
     * @throws MalformedPacketException when it has to be discarded
     */
    public static ControlPacket decode(ByteBuffer octets) throws MalformedPacketException {
        ByteBuffer in = octets.slice();
        require(in.limit() >= LENGTH, "a packet of less than 24 octets");
        int first = in.get();
        int second = in.get();
        int multiplier = Byte.toUnsignedInt(in.get());
        int length = Byte.toUnsignedInt(in.get());
        boolean authenticated = (second & AUTHENTICATED) != 0;
        require((first >> 5 & 7) == VERSION, "a version that is not 1");
        require(length >= (authenticated ? MIN_AUTHENTICATED : LENGTH), "a length too small for the packet");
        require(length <= in.limit(), "a length beyond the end of the datagram");
        require(multiplier != 0, "a detection multiplier of 0");
        require((second & MULTIPOINT) == 0, "the multipoint bit is set");
        Flags flags = new Flags(
                (second & POLL) != 0, (second & FINAL) != 0, (second & INDEPENDENT) != 0, (second & DEMAND) != 0);
        State state = State.of(second >> 6 & 3);
        int mine = in.getInt();
        int yours = in.getInt();
        require(mine != 0, "a discriminator of 0");
        require(yours != 0 || state == State.DOWN || state == State.ADMIN_DOWN, "Init or Up to nobody");
        return new ControlPacket(
                new Diagnostic(first & 31),
                state,
                flags,
                multiplier,
                mine,
                yours,
                interval(in.getInt()),
                interval(in.getInt()),
                interval(in.getInt()),
                authenticated ? Optional.of(authentication(in, length)) : Optional.empty());
    }

    private static Authentication authentication(ByteBuffer in, int length) throws MalformedPacketException {
        int code = Byte.toUnsignedInt(in.get());
        int own = Byte.toUnsignedInt(in.get());
        AuthType type = AuthType.of(code)
                .orElseThrow(() -> new MalformedPacketException("authentication of type " + code + " is not spoken"));
        require(own == AUTH_LENGTH && length == MAX_LENGTH, "an authentication section of the wrong length");
        int keyId = Byte.toUnsignedInt(in.get());
        in.get(); // reserved: ignored
        return new Authentication(type, keyId, in.getInt());
    }

    private static Duration interval(int micros) {
        return Duration.ofNanos(Integer.toUnsignedLong(micros) * 1000);
    }

    private static void require(boolean holds, String otherwise) throws MalformedPacketException {
        if (!holds) {
            throw new MalformedPacketException(otherwise);
        }
    }
}
