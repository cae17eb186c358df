/**
 * Who is at the other end of a link, for BGP peers that are named by an interface (unnumbered).
 *
 * <p>Enters: the names of such links, what the kernel says of them, and their router advertisements (RFC 4861). Leaves: the link-local
 * address of each one's neighbour, and router advertisements and solicitations of ours. {@code LinkNeighbours} is pure: it decides when to
 * send and whom to believe; {@code LinkWatch} carries that out on one link, with a thread of its own; {@code Neighbours} starts and stops
 * those. What does not belong: the bytes ({@code io.routelb.netlink.frame}), sessions, and what else routers advertise.
 */
@NullMarked
package io.routelb.node.neighbour;

import org.jspecify.annotations.NullMarked;
