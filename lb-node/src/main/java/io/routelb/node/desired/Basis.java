package io.routelb.node.desired;

import io.routelb.model.BgpPeerView;
import java.util.Map;

/**
 * What a routing plan was made of, as far as the next one may fall back on it: what is edited into something that cannot be used stays in
 * force as it was.
 *
 * @param peers those in force, by their names; those that stand in annotations among them
 */
public record Basis(NodeSays node, Map<String, BgpPeerView> peers) {
    /** Of the first plan. */
    public static final Basis NOTHING = new Basis(NodeSays.NOTHING, Map.of());

    public Basis {
        peers = Map.copyOf(peers);
    }
}
