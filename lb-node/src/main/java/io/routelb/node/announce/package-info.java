/**
 * Tells the neighbours of a link that a local address is here: gratuitous ARP, unsolicited neighbour advertisements.
 *
 * <p>Enters: the local addresses that serve, and how often to tell. Leaves: frames, through the port {@link
 * io.routelb.node.announce.Announcer.Wire}. What does not belong: which node has an address ({@code elect}), the bytes of the frames
 * ({@code io.routelb.netlink.frame}).
 */
@NullMarked
package io.routelb.node.announce;

import org.jspecify.annotations.NullMarked;
