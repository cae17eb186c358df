/**
 * What this node should have and say, decided from a snapshot alone.
 *
 * <p>Enters: a {@link io.routelb.model.ClusterSnapshot} and the node's name. Leaves: {@link io.routelb.node.desired.NodePlan} (which
 * addresses on kube-lb0, and why the others are not) and {@link io.routelb.node.desired.RoutingPlan} (who is told). What does not
 * belong: the kernel, sockets, clocks, Kubernetes clients.
 */
@NullMarked
package io.routelb.node.desired;

import org.jspecify.annotations.NullMarked;
