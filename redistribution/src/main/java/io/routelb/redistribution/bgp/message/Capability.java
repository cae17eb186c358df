package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a speaker says it can do (RFC 5492). A code or layout we do not know is kept as {@link Unknown}, never refused. */
public sealed interface Capability {
    /** The capability code IANA gave. */
    int code();

    /** Writes the value: what follows code and length. */
    void encodeValue(ByteBuffer out);

    /** RFC 4760 section 8: routes of this family may be exchanged. */
    record MultiProtocol(AfiSafi family) implements Capability {
        @Override
        public int code() {
            return 1;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            out.putShort((short) family.afi()).put((byte) 0).put((byte) family.safi());
        }
    }

    /** RFC 2918 section 2: ROUTE-REFRESH is understood. */
    record Refresh() implements Capability {
        @Override
        public int code() {
            return 2;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            // No value: the code says it all.
        }
    }

    /** RFC 4724 section 3. {@code flags} are the 4 high bits, {@code restartSeconds} 0-4095. */
    record GracefulRestart(int flags, int restartSeconds, List<GracefulFamily> families) implements Capability {
        public GracefulRestart {
            families = List.copyOf(families);
        }

        @Override
        public int code() {
            return 64;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            out.putShort((short) (flags << 12 | restartSeconds));
            families.forEach(one -> {
                one.family.encode(out);
                out.put((byte) one.flags);
            });
        }
    }

    /** One family of {@link GracefulRestart} with its flags octet. */
    record GracefulFamily(AfiSafi family, int flags) {}

    /** RFC 6793 section 3: the speaker's AS in full, and AS_PATH with 4 octets an AS. */
    record FourOctetAs(long asn) implements Capability {
        @Override
        public int code() {
            return 65;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            out.putInt((int) asn);
        }
    }

    /** RFC 9494 section 3. */
    record LongLivedGracefulRestart(List<LongLivedFamily> families) implements Capability {
        public LongLivedGracefulRestart {
            families = List.copyOf(families);
        }

        @Override
        public int code() {
            return 71;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            families.forEach(one -> {
                one.family.encode(out);
                out.putInt(one.flags << 24 | one.staleSeconds);
            });
        }
    }

    /** One family of {@link LongLivedGracefulRestart}; {@code staleSeconds} has 24 bits. */
    record LongLivedFamily(AfiSafi family, int flags, int staleSeconds) {}

    /** Anything else, as it came. */
    record Unknown(int code, Octets value) implements Capability {
        @Override
        public void encodeValue(ByteBuffer out) {
            value.putTo(out);
        }
    }

    /** The capability whose value is the rest of {@code value}. */
    static Capability decode(int code, ByteBuffer value) throws BgpException {
        int length = value.remaining();
        if (code == 1 && length == 4) {
            int afi = Short.toUnsignedInt(value.getShort());
            value.get(); // reserved
            return new MultiProtocol(new AfiSafi(afi, Byte.toUnsignedInt(value.get())));
        }
        if (code == 2 && length == 0) {
            return new Refresh();
        }
        if (code == 65 && length == 4) {
            return new FourOctetAs(Integer.toUnsignedLong(value.getInt()));
        }
        if (code == 64 && length >= 2 && (length - 2) % 4 == 0) {
            return gracefulRestart(value);
        }
        if (code == 71 && length % 7 == 0) {
            return longLived(value);
        }
        if (code == 1 || code == 65) {
            // What these say cannot be guessed, and without it the session would be another one than the peer wants.
            throw BgpException.reset(
                    Notification.OPEN_ERROR,
                    0,
                    Octets.EMPTY,
                    "the OPEN carries capability " + code + " with a length of " + length);
        }
        return new Unknown(code, Octets.take(value, length));
    }

    private static Capability gracefulRestart(ByteBuffer value) {
        int flagsAndTime = Short.toUnsignedInt(value.getShort());
        List<GracefulFamily> families = new ArrayList<>();
        while (value.hasRemaining()) {
            families.add(new GracefulFamily(AfiSafi.decode(value), Byte.toUnsignedInt(value.get())));
        }
        return new GracefulRestart(flagsAndTime >> 12, flagsAndTime & 0xFFF, families);
    }

    private static Capability longLived(ByteBuffer value) {
        List<LongLivedFamily> families = new ArrayList<>();
        while (value.hasRemaining()) {
            AfiSafi family = AfiSafi.decode(value);
            int word = value.getInt();
            families.add(new LongLivedFamily(family, word >>> 24, word & 0xFF_FFFF));
        }
        return new LongLivedGracefulRestart(families);
    }
}
