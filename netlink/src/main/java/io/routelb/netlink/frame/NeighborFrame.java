package io.routelb.netlink.frame;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.netlink.value.MacAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Neighbor Discovery for IPv6 on Ethernet (RFC 4861). Written is the unsolicited Neighbor Advertisement of a host that took over an
 * address (section 7.2.6). Read is who claims what: advertisements, and the solicitations of duplicate address detection (RFC 4862 section
 * 5.4.2), none of which may carry extension headers here. Solicitations are not answered and addresses not probed: the kernel does both.
 */
public final class NeighborFrame {
    private static final IPv6Address ALL_NODES = address(0xff02_0000_0000_0000L, 1);
    private static final MacAddress ALL_NODES_MAC = new MacAddress(0x3333_0000_0001L); // RFC 2464 section 7
    private static final int VERSION_6 = 6;
    private static final int NEXT_HEADER_ICMPV6 = 58;
    /** RFC 4861 section 7.1: any router on the way would have lowered it. */
    private static final int HOP_LIMIT = 255;

    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int FLAG_ROUTER = 0x8000_0000;
    private static final int FLAG_OVERRIDE = 0x2000_0000;
    private static final int OPTION_TARGET_MAC = 2;
    private static final int OPTION_UNIT_BYTES = 8;
    /** First byte of an IPv6 multicast address. */
    private static final byte MULTICAST = (byte) 0xff;

    private static final int IP_HEADER_BYTES = 40;
    private static final int BODY_BYTES = 24;
    private static final int LENGTH = EthernetFrame.HEADER_BYTES + 4;
    private static final int NEXT_HEADER = EthernetFrame.HEADER_BYTES + 6;
    private static final int HOPS = EthernetFrame.HEADER_BYTES + 7;
    private static final int SOURCE = EthernetFrame.HEADER_BYTES + 8;
    private static final int ICMP = EthernetFrame.HEADER_BYTES + IP_HEADER_BYTES;
    private static final int CHECKSUM = ICMP + 2;
    private static final int TARGET = ICMP + 8;
    private static final int OPTIONS = ICMP + BODY_BYTES;

    private NeighborFrame() {}

    private static IPv6Address address(long high, long low) {
        return new IPv6Address(
                ByteBuffer.allocate(16).putLong(high).putLong(low).array());
    }

    /**
     * RFC 4861 section 7.2.6: tells all nodes of the link that the address is at this MAC, overriding what they have. It comes from the
     * address itself, as the kernel's own do.
     *
     * @param router whether this host forwards IPv6 on the link; it must say the same as the kernel's answers, or neighbours take the
     *     difference for a router that stopped being one (section 7.2.5)
     */
    public static byte[] advertisement(MacAddress mac, IPv6Address address, boolean router) {
        int payload = BODY_BYTES + OPTION_UNIT_BYTES;
        byte[] frame = EthernetFrame.start(ALL_NODES_MAC, mac, EthernetFrame.TYPE_IPV6, IP_HEADER_BYTES + payload)
                .putInt(VERSION_6 << 28)
                .putShort((short) payload)
                .put((byte) NEXT_HEADER_ICMPV6)
                .put((byte) HOP_LIMIT)
                .put(address.getBytes())
                .put(ALL_NODES.getBytes())
                .put((byte) ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(FLAG_OVERRIDE | (router ? FLAG_ROUTER : 0))
                .put(address.getBytes())
                .put((byte) OPTION_TARGET_MAC)
                .put((byte) 1)
                .put(mac.bytes())
                .array();
        ByteBuffer.wrap(frame).putShort(CHECKSUM, (short) checksum(frame, payload));
        return frame;
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

    /** Who claims what; the frame is of IPv6's type. The checks are those of RFC 4861 section 7.1. */
    static Optional<Claim> claim(byte[] frame) {
        if (frame.length < OPTIONS) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        int payload = Short.toUnsignedInt(in.getShort(LENGTH));
        boolean whole = payload >= BODY_BYTES && frame.length >= ICMP + payload;
        boolean ours = in.get(EthernetFrame.HEADER_BYTES) >>> 4 == VERSION_6
                && in.get(NEXT_HEADER) == NEXT_HEADER_ICMPV6
                && Byte.toUnsignedInt(in.get(HOPS)) == HOP_LIMIT
                && in.get(ICMP + 1) == 0;
        if (!whole || !ours || checksum(frame, payload) != 0 || in.get(TARGET) == MULTICAST) {
            return Optional.empty();
        }
        IPAddress target = new IPv6Address(Arrays.copyOfRange(frame, TARGET, TARGET + IPv6Address.BYTE_COUNT));
        MacAddress source = EthernetFrame.macAt(frame, MacAddress.BYTES);
        return switch (Byte.toUnsignedInt(in.get(ICMP))) {
            case ADVERTISEMENT -> targetMac(frame, payload, source).map(mac -> new Claim(target, mac, Claim.Kind.HELD));
            case SOLICITATION ->
                unspecified(frame)
                        ? targetMac(frame, payload, source).map(mac -> new Claim(target, mac, Claim.Kind.PROBED))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean unspecified(byte[] frame) {
        return Arrays.equals(frame, SOURCE, SOURCE + IPv6Address.BYTE_COUNT, new byte[16], 0, 16);
    }

    /** The target's link-layer address among the options, or else the frame's source; empty when an option has no length or is cut. */
    private static Optional<MacAddress> targetMac(byte[] frame, int payload, MacAddress source) {
        MacAddress mac = source;
        int end = ICMP + payload;
        int at = OPTIONS;
        while (at < end) {
            int length = at + 1 < end ? Byte.toUnsignedInt(frame[at + 1]) * OPTION_UNIT_BYTES : 0;
            if (length == 0 || at + length > end) {
                return Optional.empty();
            }
            if (frame[at] == OPTION_TARGET_MAC && length == OPTION_UNIT_BYTES) {
                mac = EthernetFrame.macAt(frame, at + 2);
            }
            at += length;
        }
        return Optional.of(mac);
    }
}
