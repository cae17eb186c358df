/**
 * Values and rules shared by every program: addresses and prefixes, immutable views of the Kubernetes objects RouteLB reads, the
 * routing intent, and the endpoint rule.
 *
 * <p>Enters: plain values parsed once at the edge (by {@code io.routelb.kube}). Leaves: validated records and pure decisions. What
 * does not belong: clients, sockets, clocks, loggers, anything that imports more than the JDK's pure parts and {@code inet.ipaddr}.
 */
@NullMarked
package io.routelb.model;

import org.jspecify.annotations.NullMarked;
