/**
 * Keeps the kernel's routes and BGP's in line, on a thread of its own, so that a path that is lost leaves the kernel whatever else the agent
 * is doing.
 *
 * <p>Enters: the kernel's multicast about links and routes, which says only that there is something to be read; what the speaker learned;
 * the plan. Leaves: answers about next hops, routes in the kernel through the port {@link io.routelb.node.routes.kernel.RouteKernel}, and
 * a {@link io.routelb.node.routes.kernel.RouteReport}. What does not belong: decisions (see {@code io.routelb.node.routes}).
 */
@NullMarked
package io.routelb.node.routes.kernel;

import org.jspecify.annotations.NullMarked;
