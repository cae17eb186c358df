/**
 * The BFD Control packet (RFC 5880 section 4) as values and as octets. Enters: one datagram's payload. Leaves: a
 * {@link io.routelb.redistribution.bfd.packet.ControlPacket} or a
 * {@link io.routelb.redistribution.bfd.packet.MalformedPacketException}. What does not belong: sessions, sockets, clocks.
 *
 * <p>Deliberately not here: simple passwords and MD5 (authentication types 1 to 3), which protect nothing; Echo packets.
 */
@NullMarked
package io.routelb.redistribution.bfd.packet;

import org.jspecify.annotations.NullMarked;
