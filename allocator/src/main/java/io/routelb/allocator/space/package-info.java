/**
 * Which addresses of a pool are free, at a cost that neither the pool's size nor how many are in use makes noticeable.
 *
 * <p>Enters: an {@link io.routelb.model.AddressPool}, then one address at a time that is taken or given back. Leaves: the lowest
 * free address, and counts. What does not belong: who holds an address and why, which is the planner's; time, I/O, threads.
 *
 * <p>The way through: {@link io.routelb.allocator.space.FreeSpace} speaks in addresses; beneath it {@code Gaps} keeps disjoint
 * ranges of plain 128-bit numbers, so that both families and every pool size are one path.
 */
@NullMarked
package io.routelb.allocator.space;

import org.jspecify.annotations.NullMarked;
