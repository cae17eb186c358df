/**
 * Claims to addresses, made and heard on one link; and routers, told and heard of.
 *
 * <p>Enters: an address this host has, or is about to take. Leaves: frames on the wire ({@link
 * io.routelb.netlink.packet.AddressAnnouncer}), and who else claims an address ({@link io.routelb.netlink.packet.ClaimWatch}). What does
 * not belong: the bytes ({@code io.routelb.netlink.frame}), native calls ({@code io.routelb.netlink}), when and how often to send.
 */
@NullMarked
package io.routelb.netlink.packet;

import org.jspecify.annotations.NullMarked;
