/**
 * Carries a plan out.
 *
 * <p>Enters: a snapshot and the plan made of it. Leaves: writes to the API server through {@link
 * io.routelb.allocator.apply.ClusterWrites}, a few at a time on worker threads, and events once they succeeded. Everything else
 * belongs to the one thread of the allocator's loop: workers only put a result into a queue and wake it. What does not belong:
 * deciding.
 *
 * <p>A write is not in the informers' snapshot the moment it succeeds. Until it is, the loop plans with the Service as it will be ({@link
 * io.routelb.allocator.apply.ServiceWrites#asIfWritten}); otherwise the address would look free and could be given twice.
 */
@NullMarked
package io.routelb.allocator.apply;

import org.jspecify.annotations.NullMarked;
