package io.routelb.bench;

import java.util.OptionalInt;
import java.util.Set;

/**
 * How much is to be measured.
 *
 * @param size how many of whatever the benchmark counts
 * @param repeats how often, where that can be chosen
 * @param bfdSeconds how long BFD is held against load, where it is
 * @param parts what of it, where it has parts; empty = all
 */
record Effort(int size, OptionalInt repeats, OptionalInt bfdSeconds, Set<String> parts) {}
