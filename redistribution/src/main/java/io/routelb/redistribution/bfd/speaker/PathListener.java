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
     * @param reason for people
     */
    record PathChange(IPAddress peer, State state, boolean lost, String reason) {}
}
