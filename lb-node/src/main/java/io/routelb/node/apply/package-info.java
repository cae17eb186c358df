/**
 * Makes the plan true: addresses on kube-lb0, then routes to the backend; withdrawals the other way round.
 *
 * <p>Enters: snapshots, on one owner thread. Leaves: changes through two ports, {@link io.routelb.node.apply.AddressTable} and {@link
 * io.routelb.redistribution.RoutingBackend}, and a {@link io.routelb.node.apply.NodeReport}. What does not belong: decisions (see
 * {@code desired}), threads and clients (see {@code app}).
 */
@NullMarked
package io.routelb.node.apply;

import org.jspecify.annotations.NullMarked;
