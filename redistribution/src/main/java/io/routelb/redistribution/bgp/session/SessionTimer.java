package io.routelb.redistribution.bgp.session;

/** The timers of RFC 4271 section 8 that a session runs. */
public enum SessionTimer {
    /** Wait before the next dial, or limit on one under way. */
    CONNECT_RETRY,
    /** Longest silence of the peer. */
    HOLD,
    /** Longest time in which the peer takes nothing of what we send (RFC 9687). */
    SEND_HOLD,
    /** Time until our next KEEPALIVE. */
    KEEPALIVE,
    /** Wait for the peer's OPEN before ours is sent (RFC 4271 section 8.1.1). */
    DELAY_OPEN,
    /** Wait in Idle after an error, which dampens a peer that flaps (RFC 4271 section 8.1.1). */
    IDLE_HOLD
}
