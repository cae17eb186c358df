package io.routelb.redistribution.bmp.message;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;

/**
 * Whose session a message is about: the fixed part of the per-peer header (RFC 7854 section 4.2).
 *
 * @param asn unsigned 32 bits
 * @param twoOctetAs its UPDATEs have AS_PATHs of 2 octets an AS
 */
public record BmpPeer(IPAddress address, long asn, IPv4Address routerId, boolean twoOctetAs) {}
