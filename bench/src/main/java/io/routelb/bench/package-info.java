/**
 * Benchmarks of the whole system and of its parts. Enters: a name. Leaves: one JSON object on the last line. What does not belong:
 * anything a program needs at run time, and tests: a figure here never fails a build.
 */
@NullMarked
package io.routelb.bench;

import org.jspecify.annotations.NullMarked;
