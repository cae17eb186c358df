package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.List;

/** What a speaker says it can do (RFC 5492). A code or layout we do not know is kept as {@link Unknown}, never refused. */
public sealed interface Capability {
    /** Of {@link GracefulRestart}: the sender has restarted (RFC 4724 section 3). */
    int RESTARTED = 0x8;
    /** Of {@link GracefulRestart}: routes are kept after a NOTIFICATION, too (RFC 8538 section 2). */
    int NOTIFICATION = 0x4;
    /** Of a family of either restart: its forwarding state was preserved (RFC 4724 section 3, RFC 9494 section 3.1). */
    int FORWARDING = 0x80;

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

    /** RFC 8950 section 4: next hops of another family than the routes' are understood. */
    record ExtendedNextHop(List<NextHopFamily> families) implements Capability {
        public ExtendedNextHop {
            families = List.copyOf(families);
        }

        @Override
        public int code() {
            return 5;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            families.forEach(one -> out.putShort((short) one.routes.afi())
                    .putShort((short) one.routes.safi())
                    .putShort((short) one.nextHopAfi));
        }
    }

    /** Routes of the family may have next hops of the AFI. */
    record NextHopFamily(AfiSafi routes, int nextHopAfi) {
        public static final NextHopFamily IPV4_OVER_IPV6 = new NextHopFamily(AfiSafi.IPV4_UNICAST, 2);
    }

    /** RFC 8654 section 3: messages of 65,535 octets are understood. */
    record ExtendedMessage() implements Capability {
        @Override
        public int code() {
            return 6;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            // No value: the code says it all.
        }
    }

    /** RFC 9234 section 4.1. {@code value}: 0 provider, 1 route server, 2 route server client, 3 customer, 4 peer; others are not defined. */
    record Role(int value) implements Capability {
        @Override
        public int code() {
            return 9;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            out.put((byte) value);
        }
    }

    /** RFC 4724 section 3. {@code flags} are the 4 high bits, {@code restartSeconds} 0-4095. */
    record GracefulRestart(int flags, int restartSeconds, List<GracefulFamily> families) implements Capability {
        public GracefulRestart {
            families = List.copyOf(families);
        }

        public boolean restarted() {
            return (flags & RESTARTED) != 0;
        }

        public boolean notification() {
            return (flags & NOTIFICATION) != 0;
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
    record GracefulFamily(AfiSafi family, int flags) {
        public boolean forwarding() {
            return (flags & FORWARDING) != 0;
        }
    }

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

    /** RFC 7911 section 4. */
    record AddPath(List<AddPathFamily> families) implements Capability {
        public AddPath {
            families = List.copyOf(families);
        }

        @Override
        public int code() {
            return 69;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            families.forEach(one -> {
                one.family.encode(out);
                out.put((byte) one.mode);
            });
        }
    }

    /** One family of {@link AddPath}. {@code mode}: 1 receive, 2 send, 3 both; with any other the family is to be ignored. */
    record AddPathFamily(AfiSafi family, int mode) {
        public AddPathFamily(AfiSafi family, boolean send, boolean receive) {
            this(family, (send ? 2 : 0) | (receive ? 1 : 0));
        }

        /** The speaker may send several paths. */
        public boolean send() {
            return mode == 2 || mode == 3;
        }

        /** The speaker is able to receive several paths. */
        public boolean receive() {
            return mode == 1 || mode == 3;
        }
    }

    /** RFC 7313 section 3.1: begin and end of a refresh are marked. */
    record EnhancedRefresh() implements Capability {
        @Override
        public int code() {
            return 70;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            // No value: the code says it all.
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
    record LongLivedFamily(AfiSafi family, int flags, int staleSeconds) {
        public boolean forwarding() {
            return (flags & FORWARDING) != 0;
        }
    }

    /** What the peer calls itself, for people (draft-walton-bgp-hostname-capability). Either may be empty. */
    record Fqdn(Octets host, Octets domain) implements Capability {
        /** The name as it may stand in status and log. */
        public String name() {
            return host.printable() + (domain.length() == 0 ? "" : "." + domain.printable());
        }

        @Override
        public int code() {
            return 73;
        }

        @Override
        public void encodeValue(ByteBuffer out) {
            out.put((byte) host.length());
            host.putTo(out);
            out.put((byte) domain.length());
            domain.putTo(out);
        }
    }

    /** Anything else, as it came. */
    record Unknown(int code, Octets value) implements Capability {
        @Override
        public void encodeValue(ByteBuffer out) {
            value.putTo(out);
        }
    }
}
