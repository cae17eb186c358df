package io.routelb.redistribution.bfd.session;

import java.time.Duration;

/**
 * Our intervals: those we tell, and those we keep to until the peer has answered our Poll (RFC 5880 section 6.8.3).
 *
 * @param toldTx bfd.DesiredMinTxInterval
 * @param toldRx bfd.RequiredMinRxInterval
 * @param usedTx what we send at: a longer interval waits for the answer, as the peer's Detection Time is still the short one
 * @param usedRx what the Detection Time is made of: a shorter one waits, as the peer still sends at the long one
 * @param polling a Poll Sequence is under way
 * @param unanswered polls of the present or the last sequence whose answers may still come; as an answer does not say to which poll it
 *     is one, no other sequence begins before (RFC 5880 section 6.5)
 */
record Rhythm(Duration toldTx, Duration toldRx, Duration usedTx, Duration usedRx, boolean polling, int unanswered) {
    static Rhythm atRest(SessionConfig config) {
        Duration transmit = config.transmitWhile(false);
        return new Rhythm(transmit, config.receive(), transmit, config.receive(), false, 0);
    }

    /** Towards the configuration while Up. One Poll Sequence at a time: what changes during one is told after it. */
    Rhythm toward(SessionConfig config) {
        Duration transmit = config.transmitWhile(true);
        Duration receive = config.receive();
        if (polling || unanswered > 0 || (transmit.equals(toldTx) && receive.equals(toldRx))) {
            return this;
        }
        Duration send = transmit.compareTo(usedTx) < 0 ? transmit : usedTx;
        Duration expect = receive.compareTo(usedRx) > 0 ? receive : usedRx;
        return new Rhythm(transmit, receive, send, expect, true, 0);
    }

    /** A packet has been sent. */
    Rhythm sent() {
        return polling ? new Rhythm(toldTx, toldRx, usedTx, usedRx, true, unanswered + 1) : this;
    }

    /** An answer has come. The first one ends the sequence. */
    Rhythm answered() {
        int left = Math.max(0, unanswered - 1);
        return polling
                ? new Rhythm(toldTx, toldRx, toldTx, toldRx, false, left)
                : new Rhythm(toldTx, toldRx, usedTx, usedRx, false, left);
    }

    /** The answers that have not come by now are lost. */
    Rhythm settled() {
        return polling ? this : new Rhythm(toldTx, toldRx, usedTx, usedRx, false, 0);
    }
}
