/**
 * A second Linux kernel as a process of the lab (user-mode Linux), for what the machine's own kernel may lack, and what is run in it.
 *
 * <p>In: a command. Out: what it printed and how it ended; the guest's files are the lab's, read-only. Not here: what the agents do on
 * links that every kernel has, see {@code scenario}.
 */
@NullMarked
package io.routelb.lab.guest;

import org.jspecify.annotations.NullMarked;
