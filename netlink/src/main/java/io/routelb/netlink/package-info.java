/**
 * The Linux kernel's network configuration: links, addresses, routes (rtnetlink), and network namespaces.
 *
 * <p>Enters: what is to be changed, as values ({@code AddressChange}, {@code RouteChange}). Leaves: what the kernel holds, as
 * values, and its answer to every single change. What does not belong: deciding what the kernel should hold, Kubernetes, routing
 * protocols. The bytes of the messages are in {@code io.routelb.netlink.wire}; native calls are here and nowhere else.
 */
@NullMarked
package io.routelb.netlink;

import org.jspecify.annotations.NullMarked;
