package io.routelb.redistribution.bgp.rib;

/** What a peer is to us, as far as routes are concerned. */
public enum PeerKind {
    /** In another AS. */
    EXTERNAL,
    /** In our AS. */
    INTERNAL,
    /** In our AS, and we reflect to it (RFC 4456). */
    CLIENT
}
