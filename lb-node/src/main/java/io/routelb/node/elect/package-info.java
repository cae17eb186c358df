/**
 * Which of the nodes has an address of a local pool, one node at a time. Pure.
 *
 * <p>Enters: a {@link io.routelb.node.elect.LocalPlan} made of a snapshot, the {@link io.routelb.model.LeaseBoard} that the stream of
 * Leases has drawn, our own subnets and links, and the time. Leaves: {@link io.routelb.node.elect.Outcome}, the addresses to carry until
 * when, the locks to write, the renewal to send, and for every other address a reason. {@link io.routelb.node.elect.Election} is owned
 * by one thread. What does not belong: clocks, sockets, the kernel, Kubernetes clients. The protocol and why it is safe:
 * docs/design/0008-local-election.md.
 */
@NullMarked
package io.routelb.node.elect;

import org.jspecify.annotations.NullMarked;
