/** Tests of the BFD state machine: its whole table, and two ends over a lossy link with a virtual clock. */
@NullMarked
package io.routelb.redistribution.bfd.session;

import org.jspecify.annotations.NullMarked;
