package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads capabilities. One whose length does not fit is {@link Capability.Unknown}, unless the session depends on what it says. */
final class CapabilityCodec {
    private CapabilityCodec() {}

    /** The capability whose value is the rest of {@code value}. */
    static Capability decode(int code, ByteBuffer value) throws BgpException {
        int length = value.remaining();
        return switch (code) {
            case 1 -> multiProtocol(value);
            case 2 -> length == 0 ? new Capability.Refresh() : unknown(code, value);
            case 5 ->
                length % 6 == 0
                        ? new Capability.ExtendedNextHop(list(value, CapabilityCodec::nextHopFamily))
                        : unknown(code, value);
            case 6 -> length == 0 ? new Capability.ExtendedMessage() : unknown(code, value);
            case 9 -> length == 1 ? new Capability.Role(Byte.toUnsignedInt(value.get())) : unknown(code, value);
            case 64 -> length >= 2 && (length - 2) % 4 == 0 ? gracefulRestart(value) : unknown(code, value);
            case 65 -> fourOctetAs(value);
            case 69 ->
                length % 4 == 0
                        ? new Capability.AddPath(list(
                                value,
                                in -> new Capability.AddPathFamily(AfiSafi.decode(in), Byte.toUnsignedInt(in.get()))))
                        : unknown(code, value);
            case 70 -> length == 0 ? new Capability.EnhancedRefresh() : unknown(code, value);
            case 71 ->
                length % 7 == 0
                        ? new Capability.LongLivedGracefulRestart(list(value, CapabilityCodec::longLivedFamily))
                        : unknown(code, value);
            case 73 -> fqdn(value);
            default -> unknown(code, value);
        };
    }

    private static Capability unknown(int code, ByteBuffer value) {
        return new Capability.Unknown(code, Octets.take(value, value.remaining()));
    }

    private static <T> List<T> list(ByteBuffer value, Function<ByteBuffer, T> one) {
        List<T> found = new ArrayList<>();
        while (value.hasRemaining()) {
            found.add(one.apply(value));
        }
        return found;
    }

    private static Capability multiProtocol(ByteBuffer value) throws BgpException {
        requireFour(1, value);
        int afi = Short.toUnsignedInt(value.getShort());
        value.get(); // reserved
        return new Capability.MultiProtocol(new AfiSafi(afi, Byte.toUnsignedInt(value.get())));
    }

    private static Capability fourOctetAs(ByteBuffer value) throws BgpException {
        requireFour(65, value);
        return new Capability.FourOctetAs(Integer.toUnsignedLong(value.getInt()));
    }

    /** What these say cannot be guessed, and without it the session would be another one than the peer wants. */
    private static void requireFour(int code, ByteBuffer value) throws BgpException {
        if (value.remaining() != 4) {
            throw BgpException.reset(
                    Notification.OPEN_ERROR,
                    0,
                    Octets.EMPTY,
                    "the OPEN carries capability " + code + " with a length of " + value.remaining());
        }
    }

    private static Capability.NextHopFamily nextHopFamily(ByteBuffer in) {
        int afi = Short.toUnsignedInt(in.getShort());
        int safi = Short.toUnsignedInt(in.getShort()); // 2 octets here only (RFC 8950 section 4)
        return new Capability.NextHopFamily(new AfiSafi(afi, safi), Short.toUnsignedInt(in.getShort()));
    }

    private static Capability gracefulRestart(ByteBuffer value) {
        int flagsAndTime = Short.toUnsignedInt(value.getShort());
        return new Capability.GracefulRestart(
                flagsAndTime >> 12,
                flagsAndTime & 0xFFF,
                list(value, in -> new Capability.GracefulFamily(AfiSafi.decode(in), Byte.toUnsignedInt(in.get()))));
    }

    private static Capability.LongLivedFamily longLivedFamily(ByteBuffer in) {
        AfiSafi family = AfiSafi.decode(in);
        int word = in.getInt();
        return new Capability.LongLivedFamily(family, word >>> 24, word & 0xFF_FFFF);
    }

    /** Two strings, each after its length, and nothing else. */
    private static Capability fqdn(ByteBuffer value) {
        ByteBuffer in = value.duplicate();
        int host = in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : Integer.MAX_VALUE;
        if (host >= in.remaining()) {
            return unknown(73, value);
        }
        Octets name = Octets.take(in, host);
        int domain = Byte.toUnsignedInt(in.get());
        return domain == in.remaining() ? new Capability.Fqdn(name, Octets.take(in, domain)) : unknown(73, value);
    }
}
