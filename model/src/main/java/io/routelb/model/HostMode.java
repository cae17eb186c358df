package io.routelb.model;

/** How much of the configuration of a host's routing daemon is ours. */
public enum HostMode {
    /** All that is about routing. */
    FULL,
    /** A part that is marked as ours; nothing else is touched. */
    INCLUDE
}
