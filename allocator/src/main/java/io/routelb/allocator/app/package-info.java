/**
 * The program: command line, wiring, and the one loop that turns a snapshot into a plan and a plan into writes. Enters: arguments and
 * the environment. Leaves: an exit status. What does not belong: rules of allocation.
 */
@NullMarked
package io.routelb.allocator.app;

import org.jspecify.annotations.NullMarked;
