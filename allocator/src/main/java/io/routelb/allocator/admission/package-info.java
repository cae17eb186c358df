/**
 * Judges a write to a Service, a ServiceGroup, a BGPPeer or a BGPAdvertisement before it is stored: a pure function of the write and a snapshot.
 *
 * <p>Enters: the object as it was and as it would be, a {@link io.routelb.model.ClusterSnapshot} without the write. Leaves: a {@link
 * io.routelb.allocator.admission.Judgement}. There are no rules here: {@link io.routelb.allocator.plan.AllocationPlanner} plans, and {@link io.routelb.allocator.plan.PolicyJudge} judges, the
 * cluster as if the write had been stored, and what it would refuse is refused now, in its words. Left out on purpose: what passes by
 * itself, such as an exhausted pool, and what the write did not bring about. What does not belong: JSON, HTTP, clients, clocks.
 */
@NullMarked
package io.routelb.allocator.admission;

import org.jspecify.annotations.NullMarked;
