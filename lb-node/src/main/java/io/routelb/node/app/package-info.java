/**
 * Wires the agent of one node: informers, the kernel, the speaker, the loop, status and metrics. Enters: a command line. Leaves: a
 * running process. What does not belong: decisions and protocol.
 */
@NullMarked
package io.routelb.node.app;

import org.jspecify.annotations.NullMarked;
