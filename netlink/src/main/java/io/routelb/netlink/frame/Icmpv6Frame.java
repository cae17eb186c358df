package io.routelb.netlink.frame;

import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.netlink.value.MacAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** ICMPv6 messages of Neighbor Discovery in Ethernet frames: what RFC 4861 has all of them be, whichever they are. */
final class Icmpv6Frame {
    /** Where the message begins. */
    static final int ICMP = EthernetFrame.HEADER_BYTES + 40;

    static final int OPTION_SOURCE_MAC = 1;
    static final int OPTION_TARGET_MAC = 2;
    static final int OPTION_UNIT_BYTES = 8;

    private static final int VERSION_6 = 6;
    private static final int NEXT_HEADER_ICMPV6 = 58;
    /** RFC 4861 sections 6.1 and 7.1: any router on the way would have lowered it. */
    private static final int HOP_LIMIT = 255;

    private static final int IP_HEADER_BYTES = 40;
    private static final int LENGTH = EthernetFrame.HEADER_BYTES + 4;
    private static final int NEXT_HEADER = EthernetFrame.HEADER_BYTES + 6;
    private static final int HOPS = EthernetFrame.HEADER_BYTES + 7;
    private static final int SOURCE = EthernetFrame.HEADER_BYTES + 8;
    private static final int CHECKSUM = ICMP + 2;

    private Icmpv6Frame() {}

    /** A group all of whose members hear it: {@code ff02::n} and the MAC that goes with it (RFC 2464 section 7). */
    record Group(IPv6Address address, MacAddress mac) {
        static final Group ALL_NODES = new Group(1);
        static final Group ALL_ROUTERS = new Group(2);

        private Group(int number) {
            this(
                    new IPv6Address(ByteBuffer.allocate(16)
                            .putLong(0xff02_0000_0000_0000L)
                            .putLong(number)
                            .array()),
                    new MacAddress(0x3333_0000_0000L | number));
        }
    }

    /** A frame up to the message of so many bytes, which is put next; {@link #sealed} completes it. */
    static ByteBuffer start(MacAddress mac, IPv6Address source, Group to, int payload) {
        return EthernetFrame.start(to.mac(), mac, EthernetFrame.TYPE_IPV6, IP_HEADER_BYTES + payload)
                .putInt(VERSION_6 << 28)
                .putShort((short) payload)
                .put((byte) NEXT_HEADER_ICMPV6)
                .put((byte) HOP_LIMIT)
                .put(source.getBytes())
                .put(to.address().getBytes());
    }

    /** The whole frame with its checksum, which must have been put as zero. */
    static byte[] sealed(ByteBuffer written) {
        byte[] frame = new byte[written.capacity()];
        written.rewind().get(frame);
        ByteBuffer.wrap(frame).putShort(CHECKSUM, (short) checksum(frame, frame.length - ICMP));
        return frame;
    }

    /**
     * The length of the message in a frame of IPv6's type; empty when the frame is cut or damaged, has extension headers, came through
     * a router, or has another code than 0 or less than so many bytes.
     */
    static Optional<Integer> payload(byte[] frame, int least) {
        if (frame.length < ICMP + least) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        int payload = Short.toUnsignedInt(in.getShort(LENGTH));
        boolean whole = payload >= least && frame.length >= ICMP + payload;
        boolean ours = in.get(EthernetFrame.HEADER_BYTES) >>> 4 == VERSION_6
                && in.get(NEXT_HEADER) == NEXT_HEADER_ICMPV6
                && Byte.toUnsignedInt(in.get(HOPS)) == HOP_LIMIT
                && in.get(ICMP + 1) == 0;
        return whole && ours && checksum(frame, payload) == 0 ? Optional.of(payload) : Optional.empty();
    }

    static int type(byte[] frame) {
        return Byte.toUnsignedInt(frame[ICMP]);
    }

    static IPv6Address source(byte[] frame) {
        return new IPv6Address(Arrays.copyOfRange(frame, SOURCE, SOURCE + IPv6Address.BYTE_COUNT));
    }

    /** What an option is read into. */
    interface OptionReader {
        /** {@code at} is where the option of that type begins. */
        void option(int type, int at, int bytes);
    }

    /** Reads the options that fill the message from there on; false when one has no length or is cut. */
    static boolean options(byte[] frame, int from, int payload, OptionReader reader) {
        int end = ICMP + payload;
        int at = from;
        while (at < end) {
            int bytes = at + 1 < end ? Byte.toUnsignedInt(frame[at + 1]) * OPTION_UNIT_BYTES : 0;
            if (bytes == 0 || at + bytes > end) {
                return false;
            }
            reader.option(Byte.toUnsignedInt(frame[at]), at, bytes);
            at += bytes;
        }
        return true;
    }

    /**
     * RFC 4443 section 2.3: the ones' complement of the ones' complement sum over the pseudo-header (both addresses, length, next header)
     * and the message. Over a message whose checksum is filled in it is 0.
     */
    private static int checksum(byte[] frame, int payload) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        long sum = (long) payload + NEXT_HEADER_ICMPV6;
        for (int at = SOURCE; at < ICMP; at += 2) {
            sum += Short.toUnsignedInt(in.getShort(at));
        }
        int end = ICMP + payload;
        for (int at = ICMP; at + 1 < end; at += 2) {
            sum += Short.toUnsignedInt(in.getShort(at));
        }
        if (payload % 2 != 0) {
            sum += Byte.toUnsignedLong(in.get(end - 1)) << 8;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }
}
