package io.routelb.redistribution.bgp.speaker;

import io.routelb.redistribution.RoutingStatus.Traffic;

/** What outlives a reconfiguration of the peer: its counters, which never go back. */
record SessionHistory(int flaps, Traffic traffic) {
    static final SessionHistory NONE = new SessionHistory(0, Traffic.NONE);
}
