package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import inet.ipaddr.ipv6.IPv6Address.IPv6Zone;

/**
 * Who a route was heard from.
 *
 * @param address the peer's
 * @param asn the peer's
 * @param routerId the peer's BGP identifier of its present session
 */
public record Source(IPAddress address, long asn, IPv4Address routerId, PeerKind kind) {
    /** A next hop as the peer told it, with its link if it is of link scope and so is the session: they are on the same. */
    IPAddress onLink(IPAddress nextHop) {
        if (!nextHop.isIPv6()
                || !nextHop.isLinkLocal()
                || !address.isIPv6()
                || !address.toIPv6().hasZone()) {
            return nextHop;
        }
        return new IPv6Address(
                nextHop.toIPv6().getSection(), new IPv6Zone(address.toIPv6().getZone()));
    }
}
