/**
 * The kernel's network objects as values: links, addresses, routes, the changes to be made to them, the events about them.
 *
 * <p>Enters: plain numbers and addresses. Leaves: validated records. What does not belong: bytes ({@code io.routelb.netlink.wire}),
 * sockets ({@code io.routelb.netlink}), decisions about what should exist.
 */
@NullMarked
package io.routelb.netlink.value;

import org.jspecify.annotations.NullMarked;
