package io.routelb.bench;

import java.util.OptionalInt;

/**
 * How much is to be measured.
 *
 * @param size how many of whatever the benchmark counts
 * @param repeats how often, where that can be chosen
 * @param bfdSeconds how long BFD is held against load, where it is
 */
record Effort(int size, OptionalInt repeats, OptionalInt bfdSeconds) {}
