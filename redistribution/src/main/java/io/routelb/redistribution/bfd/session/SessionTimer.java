package io.routelb.redistribution.bfd.session;

/** The timers a session runs. */
public enum SessionTimer {
    /** Time until the next periodic packet. */
    TRANSMIT,
    /** The Detection Time: longest silence of the peer. */
    DETECTION,
    /** Time for answers to a Poll that has been answered already. */
    POLL,
    /** After it has been silent for another Detection Time the peer may begin with any sequence number. */
    SEQUENCE
}
