package io.routelb.netlink.frame;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.netlink.frame.Icmpv6Frame.Group;
import io.routelb.netlink.value.MacAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * Neighbor Discovery for IPv6 on Ethernet (RFC 4861). Written is the unsolicited Neighbor Advertisement of a host that took over an
 * address (section 7.2.6). Read is who claims what: advertisements, and the solicitations of duplicate address detection (RFC 4862 section
 * 5.4.2), none of which may carry extension headers here. Solicitations are not answered and addresses not probed: the kernel does both.
 */
public final class NeighborFrame {
    /** ICMPv6 type of a Neighbor Solicitation. */
    public static final int SOLICITATION = 135;

    /** ICMPv6 type of a Neighbor Advertisement. */
    public static final int ADVERTISEMENT = 136;

    private static final int FLAG_ROUTER = 0x8000_0000;
    private static final int FLAG_OVERRIDE = 0x2000_0000;
    /** First byte of an IPv6 multicast address. */
    private static final byte MULTICAST = (byte) 0xff;

    private static final int BODY_BYTES = 24;
    private static final int TARGET = Icmpv6Frame.ICMP + 8;
    private static final int OPTIONS = Icmpv6Frame.ICMP + BODY_BYTES;

    private NeighborFrame() {}

    /**
     * RFC 4861 section 7.2.6: tells all nodes of the link that the address is at this MAC, overriding what they have. It comes from the
     * address itself, as the kernel's own do.
     *
     * @param router whether this host forwards IPv6 on the link; it must say the same as the kernel's answers, or neighbours take the
     *     difference for a router that stopped being one (section 7.2.5)
     */
    public static byte[] advertisement(MacAddress mac, IPv6Address address, boolean router) {
        return Icmpv6Frame.sealed(
                Icmpv6Frame.start(mac, address, Group.ALL_NODES, BODY_BYTES + Icmpv6Frame.OPTION_UNIT_BYTES)
                        .put((byte) ADVERTISEMENT)
                        .put((byte) 0)
                        .putShort((short) 0)
                        .putInt(FLAG_OVERRIDE | (router ? FLAG_ROUTER : 0))
                        .put(address.getBytes())
                        .put((byte) Icmpv6Frame.OPTION_TARGET_MAC)
                        .put((byte) 1)
                        .put(mac.bytes()));
    }

    /** Who claims what; the frame is of IPv6's type. The checks are those of RFC 4861 section 7.1. */
    static Optional<Claim> claim(byte[] frame) {
        Optional<Integer> payload = Icmpv6Frame.payload(frame, BODY_BYTES);
        if (payload.isEmpty() || frame[TARGET] == MULTICAST) {
            return Optional.empty();
        }
        IPAddress target = new IPv6Address(Arrays.copyOfRange(frame, TARGET, TARGET + IPv6Address.BYTE_COUNT));
        return switch (Icmpv6Frame.type(frame)) {
            case ADVERTISEMENT -> targetMac(frame, payload.get()).map(mac -> new Claim(target, mac, Claim.Kind.HELD));
            case SOLICITATION ->
                Icmpv6Frame.source(frame).isZero()
                        ? targetMac(frame, payload.get()).map(mac -> new Claim(target, mac, Claim.Kind.PROBED))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The target's link-layer address among the options, or else the frame's source; empty when an option has no length or is cut. */
    private static Optional<MacAddress> targetMac(byte[] frame, int payload) {
        MacAddress[] mac = {EthernetFrame.macAt(frame, MacAddress.BYTES)};
        boolean whole = Icmpv6Frame.options(frame, OPTIONS, payload, (type, at, bytes) -> {
            if (type == Icmpv6Frame.OPTION_TARGET_MAC && bytes == Icmpv6Frame.OPTION_UNIT_BYTES) {
                mac[0] = EthernetFrame.macAt(frame, at + 2);
            }
        });
        return whole ? Optional.of(mac[0]) : Optional.empty();
    }
}
