/**
 * What is said to FRR's daemons and what they say: the terminal protocol that vtysh speaks with them over a socket for each daemon, and
 * their answers in JSON. Enters: commands. Leaves: answers, parsed. What does not belong: what the configuration should be.
 */
@NullMarked
package io.routelb.frr.control;

import org.jspecify.annotations.NullMarked;
