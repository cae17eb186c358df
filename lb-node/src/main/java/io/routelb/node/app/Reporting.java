package io.routelb.node.app;

import io.routelb.node.apply.NodeReconciler;

/** Where what a pass did is told: status, annotations, events, metrics. Called by the loop; never blocks. */
interface Reporting {
    /** After a round that may have changed nothing but the election. */
    void elected();

    /** After a pass. */
    void report(View view, NodeReconciler.Outcome pass, NodeRound.Result round);
}
