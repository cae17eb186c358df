package io.routelb.netlink.frame;

import inet.ipaddr.IPAddress;
import io.routelb.netlink.value.MacAddress;
import java.util.Optional;

/**
 * What a frame says about who has an address.
 *
 * @param address what is claimed, IPv4 or IPv6
 * @param mac who claims it
 * @param kind how firmly
 */
public record Claim(IPAddress address, MacAddress mac, Kind kind) {
    /** How firmly an address is claimed. */
    public enum Kind {
        /** The sender has it: it answered for it, announced it or spoke from it. */
        HELD,
        /** The sender is about to take it and asks whether anybody objects (RFC 5227 section 2.1.1, RFC 4862 section 5.4). */
        PROBED
    }

    /** The claim a frame makes; empty when it makes none, or is cut, damaged or of another protocol. */
    public static Optional<Claim> read(byte[] frame) {
        return switch (EthernetFrame.type(frame)) {
            case EthernetFrame.TYPE_ARP -> ArpFrame.claim(frame);
            case EthernetFrame.TYPE_IPV6 -> NeighborFrame.claim(frame);
            default -> Optional.empty();
        };
    }
}
