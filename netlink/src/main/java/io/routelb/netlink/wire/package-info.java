/**
 * The bytes of netlink and rtnetlink, in the host's byte order as {@code linux/netlink.h} and {@code linux/rtnetlink.h} lay them out.
 *
 * <p>Enters: a datagram from the kernel, or a value to be asked for. Leaves: values, or the bytes of one request. Pure functions: no
 * socket, clock or logger. A message that is shorter than it says, or lacks what it must have, is a {@code MalformedMessageException};
 * an attribute nobody here knows is skipped, as the kernel keeps adding some.
 */
@NullMarked
package io.routelb.netlink.wire;

import org.jspecify.annotations.NullMarked;
