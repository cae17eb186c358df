package io.routelb.netlink.frame;

import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.netlink.frame.Icmpv6Frame.Group;
import io.routelb.netlink.value.MacAddress;
import java.util.Optional;

/**
 * Router Discovery for IPv6 on Ethernet (RFC 4861 section 6), as far as neighbours find each other by it: who advertises and who asks.
 * What an advertisement offers (prefixes, a default route, parameters of the link) is not read; ours offer nothing.
 */
public final class RouterFrame {
    /** ICMPv6 type of a Router Solicitation. */
    public static final int SOLICITATION = 133;

    /** ICMPv6 type of a Router Advertisement. */
    public static final int ADVERTISEMENT = 134;

    /** The group that solicitations are sent to (ff02::2), as the link has it. */
    public static final MacAddress ALL_ROUTERS = Group.ALL_ROUTERS.mac();

    private static final int SOLICITATION_BYTES = 8;
    private static final int ADVERTISEMENT_BYTES = 16;

    private RouterFrame() {}

    /** What a frame of another station is. */
    public sealed interface Heard {
        /** There is a router at the link-local address. */
        record Advertisement(IPv6Address from) implements Heard {}

        /** Somebody wants to be told of routers. */
        record Solicitation() implements Heard {}
    }

    /**
     * Tells all nodes of the link that there is somebody at the link-local address, and that it is no default router: its lifetime is 0,
     * and every parameter unspecified (RFC 4861 section 4.2).
     */
    public static byte[] advertisement(MacAddress mac, IPv6Address from) {
        return Icmpv6Frame.sealed(
                Icmpv6Frame.start(mac, from, Group.ALL_NODES, ADVERTISEMENT_BYTES + Icmpv6Frame.OPTION_UNIT_BYTES)
                        .put((byte) ADVERTISEMENT)
                        .put((byte) 0)
                        .putShort((short) 0)
                        .put((byte) 0) // hop limit: unspecified
                        .put((byte) 0) // no flags
                        .putShort((short) 0) // router lifetime
                        .putInt(0) // reachable time: unspecified
                        .putInt(0) // retransmission: unspecified
                        .put((byte) Icmpv6Frame.OPTION_SOURCE_MAC)
                        .put((byte) 1)
                        .put(mac.bytes()));
    }

    /** Asks the link's routers to advertise themselves (RFC 4861 section 4.1). */
    public static byte[] solicitation(MacAddress mac, IPv6Address from) {
        return Icmpv6Frame.sealed(
                Icmpv6Frame.start(mac, from, Group.ALL_ROUTERS, SOLICITATION_BYTES + Icmpv6Frame.OPTION_UNIT_BYTES)
                        .put((byte) SOLICITATION)
                        .put((byte) 0)
                        .putShort((short) 0)
                        .putInt(0)
                        .put((byte) Icmpv6Frame.OPTION_SOURCE_MAC)
                        .put((byte) 1)
                        .put(mac.bytes()));
    }

    /** What the frame is; empty when it is neither, or not valid (RFC 4861 sections 6.1.1 and 6.1.2). */
    public static Optional<Heard> read(byte[] frame) {
        if (EthernetFrame.type(frame) != EthernetFrame.TYPE_IPV6) {
            return Optional.empty();
        }
        Optional<Integer> payload = Icmpv6Frame.payload(frame, SOLICITATION_BYTES);
        if (payload.isEmpty()) {
            return Optional.empty();
        }
        return switch (Icmpv6Frame.type(frame)) {
            case ADVERTISEMENT -> advertised(frame, payload.get());
            case SOLICITATION -> solicited(frame, payload.get());
            default -> Optional.empty();
        };
    }

    private static Optional<Heard> advertised(byte[] frame, int payload) {
        IPv6Address from = Icmpv6Frame.source(frame);
        boolean valid = payload >= ADVERTISEMENT_BYTES
                && from.isLinkLocal()
                && Icmpv6Frame.options(frame, Icmpv6Frame.ICMP + ADVERTISEMENT_BYTES, payload, (type, at, bytes) -> {});
        return valid ? Optional.of(new Heard.Advertisement(from)) : Optional.empty();
    }

    private static Optional<Heard> solicited(byte[] frame, int payload) {
        boolean[] named = {false};
        boolean whole = Icmpv6Frame.options(
                frame,
                Icmpv6Frame.ICMP + SOLICITATION_BYTES,
                payload,
                (type, at, bytes) -> named[0] |= type == Icmpv6Frame.OPTION_SOURCE_MAC);
        boolean valid = whole && !(named[0] && Icmpv6Frame.source(frame).isZero());
        return valid ? Optional.of(new Heard.Solicitation()) : Optional.empty();
    }
}
