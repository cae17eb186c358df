/**
 * FRR's configuration as a tree of lines: made of an intent, read from a daemon, and the commands that lead from one to the other. Pure.
 * Enters: {@link io.routelb.model.RoutingIntent}, the text of a running configuration. Leaves: text, commands, and sentences about what
 * cannot be said to FRR. What does not belong: sockets, files, processes.
 */
@NullMarked
package io.routelb.frr.render;

import org.jspecify.annotations.NullMarked;
