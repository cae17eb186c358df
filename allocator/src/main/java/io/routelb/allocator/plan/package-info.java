/**
 * Decides which Service gets which address: a pure function of a snapshot and of what the loop remembers.
 *
 * <p>Enters: a {@link io.routelb.model.ClusterSnapshot}, the settings, and a {@link io.routelb.allocator.plan.PlanState}: the time,
 * which overlaps of moves are over, which addresses cool, what IPAMs answered. Leaves: an {@link
 * io.routelb.allocator.plan.AllocationPlan}, one decision with its reason per Service and one status per ServiceGroup, and the
 * changes that make reality equal to it. The Services' status is the only record of who holds what; whatever else is remembered may be
 * lost at any instant. What does not belong: clients, clocks, loggers, threads.
 *
 * <p>The way through: {@link io.routelb.allocator.plan.GroupCatalog} judges the groups ({@link io.routelb.allocator.plan.GroupRules});
 * {@link io.routelb.allocator.plan.Cooldowns} sees what was let go; {@link io.routelb.allocator.plan.Adoption} learns what every Service
 * holds already, ours first and in a fixed order, and writes it into the {@link io.routelb.allocator.plan.AddressLedger}; {@link
 * io.routelb.allocator.plan.Placement} then serves the Services one by one, oldest first. A class a rule: {@link
 * io.routelb.allocator.plan.GroupChoice} namespaces and fences, {@link io.routelb.allocator.plan.Pins} addresses asked for by name,
 * {@link io.routelb.allocator.plan.Tenancy} sharing, {@link io.routelb.allocator.plan.Filling} which address of a group, {@link
 * io.routelb.allocator.plan.Possession} what a moving Service still shows, {@link io.routelb.allocator.plan.IpamAnswers} external groups.
 * {@link io.routelb.allocator.plan.StandingPlan} and {@link io.routelb.allocator.plan.Readings} save work between plans and decide nothing.
 */
@NullMarked
package io.routelb.allocator.plan;

import org.jspecify.annotations.NullMarked;
