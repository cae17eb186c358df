package io.routelb.redistribution.bgp.session;

/** Which of the two connections a peer can have with us. */
public enum Slot {
    /** We opened it. */
    DIALLED,
    /** The peer opened it. */
    ACCEPTED;

    Slot other() {
        return this == DIALLED ? ACCEPTED : DIALLED;
    }
}
