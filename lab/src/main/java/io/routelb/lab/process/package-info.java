/**
 * Commands and long-running programs of the lab. In: an argument list and, for a program, where its log goes. Out: what it
 * printed, whether it lives, its end. Not here: what any of the programs mean, and namespaces (a caller puts `ip netns exec`
 * in front).
 */
@NullMarked
package io.routelb.lab.process;

import org.jspecify.annotations.NullMarked;
