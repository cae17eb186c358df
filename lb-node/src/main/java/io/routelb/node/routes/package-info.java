/**
 * What the kernel's routes mean for BGP, and what BGP's routes mean for the kernel. Pure.
 *
 * <p>Enters: links and routes as the kernel has them, the paths that peers told and the import let in, and what the RoutingConfig wants
 * made of them ({@link io.routelb.node.desired.LearnedPlan}). Leaves: the way to a next hop ({@link io.routelb.node.routes.KernelView},
 * RFC 4271 section 9.1.2), the routes the kernel should have ({@link io.routelb.node.routes.RoutePlanner}) and why it should not have the
 * others. What does not belong: sockets and threads (see {@code kernel}), the choice among paths (see {@code redistribution}).
 */
@NullMarked
package io.routelb.node.routes;

import org.jspecify.annotations.NullMarked;
