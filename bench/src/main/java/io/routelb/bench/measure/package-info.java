/** What several benchmarks measure with: times and memory. In: durations, a process id. Out: figures. */
@NullMarked
package io.routelb.bench.measure;

import org.jspecify.annotations.NullMarked;
