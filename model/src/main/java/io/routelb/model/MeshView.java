package io.routelb.model;

import java.util.Optional;

/**
 * What a RoutingConfig says of the nodes among themselves: {@code mesh} and {@code podCIDRs}.
 *
 * @param enabled iBGP between all nodes of the same AS whose RoutingConfig wants it as well
 * @param password where the TCP MD5 key of these sessions is to be read; empty = none is wanted
 * @param bfd beside each of these sessions
 * @param podRoutes who is told the node's pod CIDRs
 */
public record MeshView(
        boolean enabled, Optional<BgpPeerView.SecretRef> password, Optional<PeerOptions.Bfd> bfd, PodRoutes podRoutes) {
    /** As the contract has it where nothing is said. */
    public static final MeshView OFF = new MeshView(false, Optional.empty(), Optional.empty(), PodRoutes.NONE);

    /** Who is told a node's pod CIDRs. */
    public enum PodRoutes {
        NONE,
        /** The other nodes of the mesh. */
        MESH,
        /** Every peer. */
        ALL
    }
}
