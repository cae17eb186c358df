package io.routelb.model;

import java.time.Duration;
import java.util.List;

/** A BGPPeer as written: whom the selected nodes talk to. Empty text stands for an absent field; 0 for an absent localAsn. */
public record BgpPeerView(
        ObjectKey key,
        long generation,
        LabelSelector nodeSelector,
        String address,
        String asn,
        long localAsn,
        int port,
        String sourceAddress,
        Duration holdTime,
        Duration keepaliveTime,
        Duration connectRetryTime,
        int ebgpMultihop,
        List<IpFamily> families,
        boolean passive) {
    public BgpPeerView {
        families = List.copyOf(families);
    }
}
