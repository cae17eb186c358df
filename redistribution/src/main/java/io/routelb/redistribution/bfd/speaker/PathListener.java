package io.routelb.redistribution.bfd.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.redistribution.bfd.packet.State;

/** Whoever depends on paths. */
@FunctionalInterface
public interface PathListener {
    /** Called on the BFD thread at every change, and must not block it. */
    void changed(PathChange change);

    /**
     * What happened to the path to a peer.
     *
     * @param lost it worked and does not any more, by nobody's wish: act (RFC 5882 section 3.2)
     * @param independent the peer's BFD outlives its control plane, so that a path lost while that restarts is lost for packets, too
     * @param reason for people
     */
    record PathChange(IPAddress peer, State state, boolean lost, boolean independent, String reason) {}
}
