package io.routelb.node.app;

/** What a stop of the agent leaves on its node and with its peers. */
enum OnStop {
    /** What {@link #RESTART} leaves if another agent is certain to come, else nothing. */
    AUTO,
    /** Addresses stay, and routes with the peers that keep them over a restart. */
    RESTART,
    /** Nothing: routes are withdrawn, then addresses removed. */
    WITHDRAW
}
