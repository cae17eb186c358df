package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;

/**
 * Who a route was heard from.
 *
 * @param address the peer's
 * @param asn the peer's
 * @param routerId the peer's BGP identifier of its present session
 */
public record Source(IPAddress address, long asn, IPv4Address routerId, PeerKind kind) {}
