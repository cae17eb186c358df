/**
 * Decides which Service gets which address: a pure function of a snapshot.
 *
 * <p>Enters: a {@link io.routelb.model.ClusterSnapshot} and the settings. Leaves: an {@link
 * io.routelb.allocator.plan.AllocationPlan}, one decision with its reason per Service and one status per ServiceGroup, and the
 * changes that make reality equal to it. Nothing is remembered between two plans: the Services' status is the only record of who
 * holds what. What does not belong: clients, clocks, loggers, threads.
 *
 * <p>The way through: {@link io.routelb.allocator.plan.GroupCatalog} judges the groups; {@link
 * io.routelb.allocator.plan.AddressLedger} learns what every Service holds already, ours first and in a fixed order; {@link
 * io.routelb.allocator.plan.Placement} then serves the Services one by one, oldest first.
 */
@NullMarked
package io.routelb.allocator.plan;

import org.jspecify.annotations.NullMarked;
