/**
 * Lists and watches to snapshot. Enters: what the API server lists and watches of the chosen kinds. Leaves: one immutable
 * {@link io.routelb.model.ClusterSnapshot} at a time, and a wake whenever the next one would differ.
 *
 * <p>Conversion parses form (durations, families, selectors) and fills the contract's defaults. Meaning (is this range a good pool) is
 * judged by the planners. Nothing is written from here.
 */
@NullMarked
package io.routelb.kube.watch;

import org.jspecify.annotations.NullMarked;
