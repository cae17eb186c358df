/**
 * What is announced to whom, with which attributes. Pure.
 *
 * <p>Enters: a {@link io.routelb.model.ClusterSnapshot}, the {@link io.routelb.node.desired.NodePlan} and {@link
 * io.routelb.node.desired.RoutingPlan} made of it, and which of the planned addresses the kernel has. {@link io.routelb.node.policy.Offers}
 * says what this node could announce, {@link io.routelb.node.policy.Rules} what the BGPAdvertisements say to which peer, {@link
 * io.routelb.node.policy.Merging} what several of them make together. Leaves: {@link io.routelb.node.policy.Announcements}, the routes of
 * each peer and the reason for every address nobody is told of. What does not belong: sessions, the kernel, and (beside what a planner saves itself) anything that lasts from
 * one snapshot to the next. Decisions: docs/design/0016-what-is-announced.md, 0017-plans-made-of-changes.md.
 */
@NullMarked
package io.routelb.node.policy;

import org.jspecify.annotations.NullMarked;
