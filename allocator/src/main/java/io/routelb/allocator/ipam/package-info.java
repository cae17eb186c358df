/**
 * Speaks to address management systems outside the cluster (groups of kind external) through sidecars on Unix sockets.
 *
 * <p>Enters: the plan's questions ({@link io.routelb.allocator.plan.IpamQuery}) and what Services no longer need. Leaves: calls of the
 * gRPC contract {@code purelb.ipam.v1.IPAM} and, for the next plan, answers and fill levels. Everything belongs to the thread of the
 * allocator's loop; only {@link io.routelb.allocator.ipam.UnixSidecars} has a thread of its own, which does nothing but I/O and hands
 * results to the loop. What a sidecar says is hostile input: its size is bounded and every address is judged here. What does not belong:
 * deciding who gets what.
 */
@NullMarked
package io.routelb.allocator.ipam;

import org.jspecify.annotations.NullMarked;
