/**
 * The bytes of the Ethernet frames by which a host claims an address on its link: ARP (RFC 826, RFC 5227) for IPv4, Neighbor Discovery
 * (RFC 4861) for IPv6; and those by which routers of a link find each other.
 *
 * <p>Enters: an address and a MAC, or a frame from the link. Leaves: one whole frame without its checksum trailer, or what a frame
 * claims. Pure functions: no socket, clock or logger. What does not belong: when to send, and what to do about a claim. A frame from
 * the link may be anybody's; what is not a whole and valid claim is passed over, never an error.
 */
@NullMarked
package io.routelb.netlink.frame;

import org.jspecify.annotations.NullMarked;
