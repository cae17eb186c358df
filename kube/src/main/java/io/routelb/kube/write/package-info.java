/**
 * Decisions back into Kubernetes. Enters: what a plan decided (addresses, conditions, status), already final. Leaves: patches with
 * preconditions, server-side applies, events, Leases. What does not belong: deciding, retrying in a loop, remembering. A writer says what
 * became of one write; the loop that called it comes round again.
 */
@NullMarked
package io.routelb.kube.write;

import org.jspecify.annotations.NullMarked;
